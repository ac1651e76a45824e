// Opening handshakes: what is accepted, the grammar of extensions, and what is agreed on compression.

#include "../ws/exact_block.hpp"
#include "input.hpp"
#include "target.hpp"

#include <serinus/base/ascii.hpp>
#include <serinus/base/base64.hpp>
#include <serinus/http/grammar.hpp>
#include <serinus/ws/handshake.hpp>

#include <algorithm>
#include <array>

namespace serinus::ws {
namespace {

using fuzz::require;
using fuzz::requireSame;

std::string written(const std::vector<Extension>& extensions) {
  std::string text;
  for (const Extension& extension : extensions) {
    text.append(text.empty() ? "" : ", ").append(extension.name);
    for (const ExtensionParameter& parameter : extension.parameters) {
      text.append("; ").append(parameter.name);
      if (parameter.value) text.append("=").append(*parameter.value);
    }
  }
  return text;
}

std::vector<Extension> judgeExtensions(std::string_view text) {
  const std::optional<std::vector<Extension>> extensions = parseExtensions(text);
  if (!extensions) return {};
  require(!extensions->empty(), "a field that is taken names an extension");
  for (const Extension& extension : *extensions) {
    require(isToken(extension.name), "the name of an extension is a token");
    for (const ExtensionParameter& parameter : extension.parameters) {
      require(isToken(parameter.name) && isToken(parameter.value.value_or("x")), "parameters are tokens");
    }
  }
  require(parseExtensions(written(*extensions)) == extensions, "what is written anew is the same");
  return *extensions;
}

const ExtensionParameter* find(const Extension& extension, std::string_view name) {
  const auto found = std::ranges::find(extension.parameters, name, &ExtensionParameter::name);
  return found == extension.parameters.end() ? nullptr : &*found;
}

int bitsOf(const ExtensionParameter* parameter) {
  return parameter != nullptr && parameter->value ? std::stoi(*parameter->value) : 15;
}

/// Whether a client that made this offer takes the answer (RFC 7692, 7.1).
bool fits(const Extension& offer, const Extension& answer, const DeflateAgreement& agreed) {
  constexpr std::string_view serverForgets = "server_no_context_takeover";
  constexpr std::string_view clientForgets = "client_no_context_takeover";
  constexpr std::string_view serverBits = "server_max_window_bits";
  constexpr std::string_view clientBits = "client_max_window_bits";
  if (offer.name != "permessage-deflate") return false;
  for (const ExtensionParameter& parameter : offer.parameters) {
    if (std::ranges::count(offer.parameters, parameter.name, &ExtensionParameter::name) > 1) return false;
    const bool isFlag = parameter.name == serverForgets || parameter.name == clientForgets;
    const bool isBits = parameter.name == serverBits || parameter.name == clientBits;
    const std::string value = parameter.value.value_or("15");
    const bool isNumber = value == "8" || value == "9" || (value.size() == 2 && value >= "10" && value <= "15");
    if (isFlag == isBits || (isFlag && parameter.value) || (isBits && !isNumber)) return false;
    if (parameter.name == serverBits && !parameter.value) return false;
  }
  if (find(offer, serverForgets) != nullptr && find(answer, serverForgets) == nullptr) return false;
  if (find(offer, serverBits) != nullptr && find(answer, serverBits) == nullptr) return false;
  if (find(offer, clientBits) == nullptr && find(answer, clientBits) != nullptr) return false;
  // What a client says of its own window holds without an answer, too (RFC 7692, 7.1.2.2).
  const ExtensionParameter* const clientIsTold = find(answer, clientBits);
  const bool windowsFit = bitsOf(find(answer, serverBits)) <= bitsOf(find(offer, serverBits)) &&
                          (clientIsTold == nullptr || bitsOf(clientIsTold) <= bitsOf(find(offer, clientBits)));
  return windowsFit && agreed.server.windowBits == bitsOf(find(answer, serverBits)) &&
         agreed.server.takeover == (find(answer, serverForgets) == nullptr) &&
         agreed.client.takeover == (find(answer, clientForgets) == nullptr) &&
         (!agreed.client.takeover || agreed.client.windowBits == bitsOf(find(answer, clientBits)));
}

void judgeDeflate(const std::vector<Extension>& offers, const Deflate& ours) {
  const std::optional<DeflateAnswer> answer = negotiateDeflate(offers, ours);
  if (!answer) return;
  const std::vector<Extension> said = judgeExtensions(answer->text);
  require(said.size() == 1 && said.front().name == "permessage-deflate", "an answer is one extension");
  require(std::ranges::any_of(offers, [&](const Extension& o) { return fits(o, said.front(), answer->agreement); }),
          "an answer fits an offer");
  require(answer->agreement.server.windowBits <= ours.windowBits(), "no more memory is agreed on than was configured");
  require(!answer->agreement.client.takeover || answer->agreement.client.windowBits <= ours.windowBits(),
          "no more memory is agreed on than was configured");
  require(ours.isDedicated() || (!answer->agreement.client.takeover && !answer->agreement.server.takeover),
          "nothing is remembered where memory is shared");
}

void judgeAccepted(const HandshakeAccepted& accepted, const HandshakeRequest& request,
                   const HandshakeOptions& options) {
  require(request.isGet && request.minorVersion == 1 && !request.hasBody, "it is a GET without a body");
  require(http::listHas(request.upgrade.value_or(""), "websocket"), "an upgrade is asked for");
  require(http::listHas(request.connection.value_or(""), "Upgrade"), "an upgrade is asked for here");
  require(request.version == "13", "the version is ours");
  const auto key = base64Decode(request.key.value_or(""));
  require(request.keyCount == 1 && key && key->size() == 16, "there is one key");
  requireSame(accepted.accept, acceptFor(*request.key), "the key is answered");
  require(request.originCount <= 1, "there is one origin at most");
  require(!accepted.deflate || (request.extensions && !options.compression.isOff()), "compression was offered");
  if (accepted.subprotocol) {
    const auto& offered = accepted.offeredSubprotocols;
    require(std::ranges::find(offered, *accepted.subprotocol) != offered.end(), "a subprotocol was offered");
    require(std::ranges::find(options.subprotocols, *accepted.subprotocol) != options.subprotocols.end(),
            "a subprotocol is one of ours");
  }
}

std::string shown(const HandshakeResult& result) {
  if (const auto* refused = std::get_if<HandshakeRefused>(&result)) {
    return std::to_string(code(refused->status)).append(" ").append(refused->message);
  }
  const auto& accepted = std::get<HandshakeAccepted>(result);
  std::string text = "101 " + accepted.accept + " " + accepted.subprotocol.value_or("-") + " " +
                     (accepted.deflate ? accepted.deflate->text : "-");
  for (const std::string& offered : accepted.offeredSubprotocols) text += " " + offered;
  return text;
}

/// The handshake of a request with these fields, as it was read and as it was taken apart.
void judgeHandshake(const std::array<std::string_view, 7>& values, bool secure, const HandshakeOptions& options) {
  constexpr std::array<std::string_view, 7> names{"Upgrade",
                                                  "Connection",
                                                  "Sec-WebSocket-Version",
                                                  "Sec-WebSocket-Key",
                                                  "Origin",
                                                  "Sec-WebSocket-Protocol",
                                                  "Sec-WebSocket-Extensions"};
  Request request;
  request.fields().add("Host", "example.com:8080");
  HandshakeRequest asked;
  asked.isGet = true;
  asked.secure = secure;
  asked.host = "example.com:8080";
  const std::array<std::optional<std::string_view>*, 7> places{
      &asked.upgrade, &asked.connection, &asked.version, &asked.key, &asked.origin, &asked.protocol, &asked.extensions};
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (values[i].empty() || !http::isFieldValue(values[i])) continue;
    request.fields().add(names[i], values[i]);
    *places[i] = values[i];
  }
  asked.keyCount = asked.key ? 1 : 0;
  asked.originCount = asked.origin ? 1 : 0;
  const HandshakeResult result = decideHandshake(asked, options);
  requireSame(shown(decideHandshake(request, secure, options)), shown(result), "a request is taken apart rightly");
  if (const auto* accepted = std::get_if<HandshakeAccepted>(&result)) judgeAccepted(*accepted, asked, options);
}

void judgeOrigin(std::string_view text) {
  const std::optional<Origin> origin = parseOrigin(text);
  const bool isSame = OriginPolicy().allows(text, "example.com", false);
  require(isSame == (origin == Origin{"http", "example.com", 80}),
          "pages of the same origin are let in, and no others");
  if (!origin) return;
  const std::string again = origin->scheme + "://" + origin->host + ":" + std::to_string(origin->port);
  require(parseOrigin(again) == origin, "an origin that is written anew is the same");
  require(OriginPolicy({again}).allows(text, "other.example", true), "an origin that is listed is let in");
}

const fuzz::Target target("ws_handshake_extensions", [](std::string_view data) {
  fuzz::Input input(data);
  const std::uint8_t choice = input.byte();
  const int windowBits = 9 + choice / 16 % 7;
  HandshakeOptions options;
  options.subprotocols = {"chat", "b"};
  options.compression = choice % 3 == 0   ? Deflate::off()
                        : choice % 3 == 1 ? Deflate::shared()
                                          : Deflate::dedicated({.windowBits = windowBits, .memLevel = 8});
  if (choice % 2 == 0) options.origins = OriginPolicy({"https://a.example", "null"});

  std::array<std::string_view, 7> values{"websocket", "Upgrade", "13", "AAAAAAAAAAAAAAAAAAAAAA=="};
  const std::uint8_t own = input.byte();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if ((own >> i & 1) != 0) values[i] = input.text();
  }
  judgeHandshake(values, choice % 5 == 0, options);

  const std::string_view rest = input.rest();
  ExactBlock block(rest);
  const std::string_view text = asText(block.bytes());
  judgeDeflate(judgeExtensions(text), options.compression);
  judgeOrigin(text);
  if (const auto offered = parseSubprotocols(text)) {
    require(std::ranges::all_of(*offered, isToken), "subprotocols are tokens");
  }
});

}  // namespace
}  // namespace serinus::ws
