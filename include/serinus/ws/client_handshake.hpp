#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus::ws {

struct ClientHandshakeOptions {
  std::string target = "/";
  std::string host = "localhost";
  std::vector<std::string> subprotocols{};
  std::optional<std::string> origin{};
  /// Further fields, written as they are.
  std::vector<std::pair<std::string, std::string>> fields{};
};

/// What a client looks at in the answer. Nothing where the field is missing.
struct HandshakeResponse {
  std::uint16_t status = 0;
  std::optional<std::string_view> upgrade;
  std::optional<std::string_view> connection;
  std::optional<std::string_view> accept;
  std::optional<std::string_view> protocol;
  std::optional<std::string_view> extensions;
};

/// The client's side of an opening handshake (RFC 6455, 4.1), for clients that test a server: makes the request with a
/// random key, and judges the answer to it.
class ClientHandshake {
public:
  /// @throws std::system_error  when the system has no randomness to give
  explicit ClientHandshake(ClientHandshakeOptions options);

  /// The head of the request, to its empty line.
  [[nodiscard]] std::string request() const;

  [[nodiscard]] const std::string& key() const noexcept { return key_; }

  /// Why the answer must not be accepted; nothing when the connection is open.
  [[nodiscard]] std::optional<std::string_view> faultOf(const HandshakeResponse& response) const;

private:
  ClientHandshakeOptions options_;
  std::string key_;
};

}  // namespace serinus::ws
