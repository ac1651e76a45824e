#pragma once

#include <serinus/base/clock.hpp>
#include <serinus/http/method.hpp>
#include <serinus/pipeline/steps.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace serinus {

/// Which pages of other origins may read what is served, and how they may ask for it.
struct CorsOptions {
  /// Whole origins as browsers send them: `https://app.example`, `http://localhost:5173`; `null` for files and
  /// sandboxed frames; `*` for every page, which excludes `credentials`.
  std::vector<std::string> origins = {};
  /// Whether requests with cookies or `Authorization` of the browser's are let in (`withCredentials` of an
  /// EventSource).
  bool credentials = false;
  /// Request fields that pages may set, besides those that always may be.
  std::vector<std::string> headers = {"Content-Type", "Authorization", "Last-Event-ID"};
  /// Empty: those that the path answers to.
  std::vector<Method> methods = {};
  /// Response fields that pages may read, besides those that always may be.
  std::vector<std::string> exposed = {};
  /// How long browsers remember a preflight; they have limits of their own.
  Duration maxAge = std::chrono::minutes(10);
};

/// Lets pages of other origins in (Fetch, 3.2), for routes and event streams:
///
///     use(Cors({.origins = {"https://app.example"}, .credentials = true}));
///
/// It says so on every answer behind it, errors too, and answers preflights; a page that is not listed is answered
/// without a word of this, and its browser keeps the answer from it. What is closest to the handler decides alone. To
/// be used before guards; at the doors of a gateway it does nothing (`WebSocketGatewayOptions::origins` says there who
/// may connect).
class Cors : public Middleware, public Preflight {
public:
  /// @throws std::invalid_argument  for an entry that is no origin, and for `*` with credentials: every page of the
  ///                                world could act in the name of the visitor
  explicit Cors(CorsOptions options);

  [[nodiscard]] Task<> use(ExecutionContext& context, Next next) override;
  [[nodiscard]] Response answerPreflight(const Request& request, MethodSet methods) const override;

private:
  /// The value of `Access-Control-Allow-Origin`; nothing for a page that is not let in.
  [[nodiscard]] std::optional<std::string_view> allowed(const Request& request) const;

  CorsOptions options_;
  std::string headers_;
  std::string exposed_;
  bool anyOrigin_ = false;
};

}  // namespace serinus
