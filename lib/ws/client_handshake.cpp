#include <serinus/base/ascii.hpp>
#include <serinus/base/base64.hpp>
#include <serinus/base/random.hpp>
#include <serinus/http/grammar.hpp>
#include <serinus/ws/client_handshake.hpp>
#include <serinus/ws/handshake.hpp>

#include <algorithm>
#include <array>

namespace serinus::ws {
namespace {

std::string randomKey() {
  std::array<std::byte, 16> bytes;
  fillRandom(bytes);
  return base64Encode(bytes);
}

void addField(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

ClientHandshake::ClientHandshake(ClientHandshakeOptions options) : options_(std::move(options)), key_(randomKey()) {}

std::string ClientHandshake::request() const {
  std::string head = "GET " + options_.target + " HTTP/1.1\r\n";
  addField(head, "Host", options_.host);
  addField(head, "Upgrade", "websocket");
  addField(head, "Connection", "Upgrade");
  addField(head, "Sec-WebSocket-Version", "13");
  addField(head, "Sec-WebSocket-Key", key_);
  if (options_.origin) addField(head, "Origin", *options_.origin);
  for (const std::string& name : options_.subprotocols) addField(head, "Sec-WebSocket-Protocol", name);
  for (const auto& [name, value] : options_.fields) addField(head, name, value);
  return head.append("\r\n");
}

std::optional<std::string_view> ClientHandshake::faultOf(const HandshakeResponse& response) const {
  if (response.status != 101) return "the status is not 101";
  if (!response.upgrade || !equalsIgnoreCase(*response.upgrade, "websocket")) return "Upgrade is not websocket";
  if (!response.connection || !http::listHas(*response.connection, "upgrade")) {
    return "Connection does not name Upgrade";
  }
  if (response.accept != acceptFor(key_)) return "Sec-WebSocket-Accept does not fit the key";
  if (response.extensions) return "an extension was agreed to that nobody offered";
  if (response.protocol &&
      std::ranges::find(options_.subprotocols, *response.protocol) == options_.subprotocols.end()) {
    return "a subprotocol was chosen that nobody offered";
  }
  return std::nullopt;
}

}  // namespace serinus::ws
