// What a proxy says before its client's first byte: the PROXY protocol, cut anywhere, against a plain reader.

#include "base/proxy_header.hpp"
#include "../ws/exact_block.hpp"
#include "input.hpp"
#include "target.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <arpa/inet.h>

namespace serinus {
namespace {

using fuzz::require;
using fuzz::requireSame;

constexpr std::string_view signature("\r\n\r\n\0\r\nQUIT\n", 12);

std::size_t at(std::string_view bytes, std::size_t index) {
  return static_cast<unsigned char>(bytes[index]);
}
std::size_t pairAt(std::string_view bytes, std::size_t index) {
  return at(bytes, index) * 256 + at(bytes, index + 1);
}

/// `192.0.2.1:80 secure of 30`
std::string shown(const std::optional<IpAddress>& address, std::size_t port, std::string_view more, std::size_t size) {
  return (address ? address->text() : "nobody") + ":" + std::to_string(port) + std::string(more) + " of " +
         std::to_string(size);
}

std::string shown(const ProxyStep& step) {
  if (const auto* goesOn = std::get_if<ProxyHeaderGoesOn>(&step)) return "more " + std::to_string(goesOn->atLeast);
  if (const auto* fault = std::get_if<ProxyFault>(&step)) return "fault " + std::string(describe(*fault));
  const auto& header = std::get<ProxyHeader>(step);
  return shown(header.address, header.port,
               std::string(header.isLocal ? " local" : "") + (header.isSecure ? " secure" : ""), header.size);
}

ProxyStep parsed(std::string_view bytes) {
  ws::ExactBlock block(bytes);
  return parseProxyHeader(asText(block.bytes()));
}

// ---- The plain reader: proxy-protocol.txt, 2.1 and 2.2. Nothing where there is no header, or not all of it.

std::optional<std::string> readLine(std::string_view bytes) {
  const std::size_t end = bytes.find("\r\n");
  if (end == std::string_view::npos || end + 2 > 107) return std::nullopt;
  std::string_view rest = bytes.substr(0, end);
  if (rest.find_first_of("\r\n") != std::string_view::npos) return std::nullopt;
  std::vector<std::string> words;
  while (true) {
    const std::size_t space = rest.find(' ');
    words.emplace_back(rest.substr(0, space));
    if (space == std::string_view::npos) break;
    rest.remove_prefix(space + 1);
  }
  if (words.size() < 2 || words[0] != "PROXY") return std::nullopt;
  if (words[1] == "UNKNOWN") return shown(std::nullopt, 0, "", end + 2);
  if (words.size() != 6 || (words[1] != "TCP4" && words[1] != "TCP6")) return std::nullopt;
  const bool isTcp4 = words[1] == "TCP4";
  for (const std::size_t i : {2U, 3U}) {
    unsigned char address[16];
    const bool isCut = words[i].find('\0') != std::string::npos;
    if (isCut || ::inet_pton(isTcp4 ? AF_INET : AF_INET6, words[i].c_str(), address) != 1) return std::nullopt;
  }
  for (const std::size_t i : {4U, 5U}) {
    const bool isNumber = !words[i].empty() && words[i].find_first_not_of("0123456789") == std::string::npos;
    if (!isNumber || words[i].size() > 5 || std::stoul(words[i]) > 65535) return std::nullopt;
    if (std::to_string(std::stoul(words[i])) != words[i]) return std::nullopt;
  }
  return shown(IpAddress::parse(words[2]), std::stoul(words[4]), "", end + 2);
}

/// Whether it is made of extensions; notes those of the kind that says whether the client speaks TLS.
bool readExtensions(std::string_view bytes, std::vector<std::string_view>& ssl) {
  while (bytes.size() >= 3 && bytes.size() - 3 >= pairAt(bytes, 1)) {
    if (at(bytes, 0) == 0x20) ssl.push_back(bytes.substr(3, pairAt(bytes, 1)));
    bytes.remove_prefix(3 + pairAt(bytes, 1));
  }
  return bytes.empty();
}

std::optional<std::string> readBinary(std::string_view bytes) {
  if (!bytes.starts_with(signature) || bytes.size() < 16) return std::nullopt;
  const std::size_t size = 16 + pairAt(bytes, 14);
  if (bytes.size() < size || size > mostProxyHeader) return std::nullopt;
  if (at(bytes, 12) == 0x20) return shown(std::nullopt, 0, " local", size);
  if (at(bytes, 12) != 0x21) return std::nullopt;
  const std::size_t family = at(bytes, 13);
  if (family == 0) return shown(std::nullopt, 0, "", size);
  const std::size_t transport = family % 16;
  if (family < 0x10 || family >= 0x40 || transport < 1 || transport > 2) return std::nullopt;
  const std::size_t addresses = family < 0x20 ? 12 : family < 0x30 ? 36 : 216;
  const std::string_view body = bytes.substr(16, size - 16);
  std::vector<std::string_view> ssl;
  if (body.size() < addresses || !readExtensions(body.substr(addresses), ssl)) return std::nullopt;
  bool isSecure = false;
  for (const std::string_view value : ssl) {
    std::vector<std::string_view> inner;
    if (value.size() < 5 || !readExtensions(value.substr(5), inner)) return std::nullopt;
    isSecure = at(value, 0) % 2 != 0;
  }
  const std::size_t length = family == 0x11 ? 4 : family == 0x21 ? 16 : 0;
  std::optional<IpAddress> address;
  if (length > 0) {
    char text[INET6_ADDRSTRLEN] = {};
    ::inet_ntop(length == 4 ? AF_INET : AF_INET6, body.data(), text, sizeof text);
    address = IpAddress::parse(text);
  }
  return shown(address, length > 0 ? pairAt(body, 2 * length) : 0, isSecure ? " secure" : "", size);
}

// ---- What is sent

std::string big(std::size_t number) {
  return {static_cast<char>(number / 256), static_cast<char>(number % 256)};
}

std::string extension(std::size_t type, std::string_view value) {
  return static_cast<char>(type) + big(value.size()) + std::string(value);
}

std::string binary(std::size_t command, std::size_t family, std::string_view body) {
  std::string header(signature);
  header.append(1, static_cast<char>(command)).append(1, static_cast<char>(family));
  return header + big(body.size()) + std::string(body);
}

/// A header of the binary form with lengths that are right, and bytes of a client behind it.
std::string composed(fuzz::Input& input) {
  constexpr std::size_t families[] = {0x11, 0x21, 0x12, 0x22, 0x31, 0x32, 0x00};
  const std::size_t choice = input.byte();
  const std::size_t family = choice / 16 < 7 ? families[choice / 16] : input.byte();
  const std::size_t addresses = family == 0 ? 0 : family < 0x20 ? 12 : family < 0x30 ? 36 : 216;
  std::string body(input.bytes(addresses));
  body.resize(addresses);
  std::string ssl;
  for (std::size_t i = 0; i < choice % 4; ++i) {
    const std::size_t type = input.byte();
    const std::string_view value = input.text();
    body += type % 2 == 0 ? extension(type, value) : "";
    ssl += type % 2 != 0 ? extension(type, value) : "";
  }
  if (choice / 4 % 2 != 0) body += extension(0x20, std::string(input.bytes(5)) + ssl);
  if (choice / 8 % 2 != 0) body += extension(0x04, std::string(input.byte() * 17U, '\0'));
  return binary(choice == 0xFF ? 0x20 : 0x21, family, body) + std::string(input.rest());
}

// ---- What must hold

/// Reads as a connection does, no more at a time than is asked for.
std::string readAsAsked(std::string_view bytes) {
  std::size_t size = 0;
  while (true) {
    const ProxyStep step = parsed(bytes.substr(0, size));
    const auto* const goesOn = std::get_if<ProxyHeaderGoesOn>(&step);
    if (const auto* header = std::get_if<ProxyHeader>(&step)) {
      require(header->size == size, "nothing of the client's is read");
    }
    if (goesOn == nullptr) return shown(step);
    require(goesOn->atLeast >= 1, "something is asked for");
    require(size + goesOn->atLeast <= mostProxyHeader, "no more is asked for than a header may have");
    if (size == bytes.size()) return "more";
    size = std::min(size + goesOn->atLeast, bytes.size());
  }
}

std::string readInPieces(std::string_view bytes, std::string_view sizes) {
  std::string got;
  std::string outcome = "more";
  fuzz::inPieces(bytes, sizes, [&](std::string_view piece) {
    got += piece;
    const ProxyStep step = parsed(got);
    const bool goesOn = std::holds_alternative<ProxyHeaderGoesOn>(step);
    if (outcome != "more") requireSame(shown(step), outcome, "what comes behind the header changes nothing");
    if (!goesOn) outcome = shown(step);
  });
  return outcome;
}

const fuzz::Target target("proxy_header", [](std::string_view data) {
  fuzz::Input input(data);
  const bool isComposed = input.byte() % 2 != 0;
  const std::string_view cuts = input.text();
  const std::string bytes = isComposed ? composed(input) : std::string(input.rest());

  const ProxyStep step = parsed(bytes);
  const bool isMore = std::holds_alternative<ProxyHeaderGoesOn>(step);
  const bool isHeader = std::holds_alternative<ProxyHeader>(step);
  const std::string wanted = isMore ? "more" : shown(step);
  if (isMore) require(bytes.size() < mostProxyHeader, "a header has an end");
  if (const auto* fault = std::get_if<ProxyFault>(&step)) require(!describe(*fault).empty(), "a fault has words");
  requireSame(readInPieces(bytes, cuts), wanted, "cut anywhere, it is read as at once");
  if (bytes.size() < 600) requireSame(readInPieces(bytes, {}), wanted, "byte by byte, it is read as at once");
  requireSame(readAsAsked(bytes), wanted, "read as it asks, it is read as at once");

  const std::optional<std::string> reference = bytes.starts_with('P') ? readLine(bytes) : readBinary(bytes);
  require(isHeader == reference.has_value(), "a header is what everybody takes for one");
  if (reference) requireSame(wanted, *reference, "a header is read as everybody reads it");
});

}  // namespace
}  // namespace serinus
