#pragma once

#include <serinus/http/response.hpp>
#include <serinus/http/set_cookie.hpp>
#include <serinus/pipeline/context.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace serinus {

/// A client that asks to connect to a gateway, before it is answered: its request is a valid opening handshake of an
/// allowed origin. What is kept with it (`state`) stays with the connection.
class UpgradeContext : public PlacedContext {
public:
  [[nodiscard]] static constexpr bool isAt(Door door) noexcept { return door == Door::upgrade; }

  /// Refuses the client with this answer instead of the 101. Throwing an `HttpException` does the same.
  /// @throws std::invalid_argument  when the status is 101
  void refuse(Response response);
  [[nodiscard]] const std::optional<Response>& refusal() const noexcept { return refusal_; }

  /// What the client offered, in its order.
  [[nodiscard]] const std::vector<std::string>& offeredSubprotocols() const noexcept { return offered_; }

  /// What will be agreed on: the first of the gateway's own that was offered, unless another was chosen; or empty.
  [[nodiscard]] const std::string& subprotocol() const noexcept { return subprotocol_; }
  /// Chooses one of those offered; empty chooses none.
  /// @throws std::invalid_argument  when it was not offered: the client would have to fail the connection
  ///                                (RFC 6455, 4.1)
  void chooseSubprotocol(std::string_view subprotocol);

  /// Adds a field to the 101. @throws InvalidFieldError, or std::invalid_argument for a field of the handshake itself
  void addHeader(std::string_view name, std::string_view value);
  void addCookie(const SetCookie& cookie) { addHeader("Set-Cookie", cookie.text()); }

  [[nodiscard]] const Fields& addedFields() const noexcept { return added_; }

protected:
  UpgradeContext(const Request& request, const routing::Parameters& parameters, const di::ServiceScope& services,
                 Loop& loop, const PeerAddress& peer, std::vector<std::string> offered, std::string subprotocol);
  ~UpgradeContext() override = default;

private:
  std::vector<std::string> offered_;
  std::string subprotocol_;
  Fields added_;
  std::optional<Response> refusal_;
};

}  // namespace serinus
