#pragma once

#include <serinus/pipeline/context.hpp>
#include <serinus/pipeline/principal.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace serinus {

namespace pipeline {
struct SessionState;
}

/// What the application remembers of one visitor from request to request. A handler asks for it by type, as for all
/// that comes with a request; everything else has it from the context:
///
///     on(Route::post("/theme"), [](Session session, Form<Theme> form) {
///       session.set("theme", form->name);
///       return Response::redirect("/");
///     });
///     Session session = Session::of(context);
///
/// A handle: copies mean the same session, for as long as the request lasts. Values are text in UTF-8.
///
/// It is there behind `Sessions`, which keeps what was changed when the handler has returned or thrown. In the messages
/// of a gateway and in a running event stream it can be read, as it was when the client came.
class Session {
public:
  /// @throws std::logic_error  without `Sessions` before
  [[nodiscard]] static Session of(Context& context);
  [[nodiscard]] static Session fromRequest(Context& context) { return of(context); }

  /// Until the value is changed.
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const noexcept;

  // Each of these throws std::logic_error when it is too late: nothing would keep the change.

  /// @throws std::invalid_argument  when one of them is no UTF-8
  void set(std::string_view name, std::string_view value);
  void erase(std::string_view name);

  /// Ends the session: what it held is gone, and so is its cookie. What is set afterwards begins another.
  void clear();

  /// Gives it a new id, and the old one means nothing any more. To be called when the visitor's rights change;
  /// `signIn`, and a request that has another `Principal` than the session belonged to, do it themselves.
  void renew();

  /// Who the visitor is from now on: `context.principal()` in this request and in those that follow, before any guard.
  /// What the session held for another user is gone; what it held for nobody stays.
  /// @throws UnauthorizedException  when the principal has expired
  void signIn(const Principal& principal);

  /// Whether there is anything to keep.
  [[nodiscard]] bool empty() const noexcept;

  /// What tokens for this session are bound to: another after each renewal, the empty text where there is no session.
  [[nodiscard]] std::string_view binding() const noexcept;

private:
  Session(pipeline::SessionState& state, Context& context) noexcept : state_(&state), context_(&context) {}

  pipeline::SessionState* state_;
  Context* context_;
};

}  // namespace serinus
