#include "base/proxy_line.hpp"

#include <serinus/base/ascii.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace serinus::base {

namespace {

constexpr std::size_t longestLine = 107;  // with its CRLF: "PROXY UNKNOWN", two IPv6 addresses, two ports
constexpr std::string_view command = "PROXY ";
constexpr std::string_view lineEnd = "\r\n";

/// The shortest there are: of both addresses, then of both ports.
using Shortest = std::array<std::size_t, 4>;
constexpr Shortest shortestOfTcp4{7, 7, 1, 1};
constexpr Shortest shortestOfTcp6{2, 2, 1, 1};

/// A number up to 65,535 without zeros before it, which could be taken for octal (2.1).
std::optional<std::uint16_t> readPort(std::string_view digits) noexcept {
  if (digits.empty() || digits.size() > 5 || (digits.size() > 1 && digits.front() == '0')) return std::nullopt;
  unsigned port = 0;
  for (const char c : digits) {
    if (!isDigit(c)) return std::nullopt;
    port = port * 10 + static_cast<unsigned>(c - '0');
  }
  if (port > 0xFFFF) return std::nullopt;
  return static_cast<std::uint16_t>(port);
}

std::optional<IpAddress> readAddress(std::string_view text, bool ofIpv4) noexcept {
  if ((text.find(':') == std::string_view::npos) != ofIpv4) return std::nullopt;
  return IpAddress::parse(text);
}

/// What stands before the first space, which is taken off with it. Without a space it is all.
std::string_view takeWord(std::string_view& text) noexcept {
  const std::size_t space = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, space);
  text.remove_prefix(std::min(space + 1, text.size()));
  return word;
}

/// @param words  behind `PROXY TCP4 ` or `PROXY TCP6 `
ProxyStep readWhole(std::string_view words, bool ofIpv4, std::size_t size) noexcept {
  if (std::ranges::count(words, ' ') != 3) return ProxyFault::line;
  const auto client = readAddress(takeWord(words), ofIpv4);
  const auto here = readAddress(takeWord(words), ofIpv4);
  const auto clientPort = readPort(takeWord(words));
  const auto portHere = readPort(words);
  if (!client || !here || !clientPort || !portHere) return ProxyFault::line;
  return ProxyHeader{.size = size, .address = client, .port = *clientPort};
}

/// How many bytes at least are missing behind the words that have come, the last one perhaps in part.
std::size_t missing(std::string_view words, const Shortest& shortest) noexcept {
  const auto word = static_cast<std::size_t>(std::ranges::count(words, ' '));
  if (word >= shortest.size()) return lineEnd.size();
  const std::size_t begun = words.size() - (words.rfind(' ') + 1);
  std::size_t count = shortest[word] - std::min(shortest[word], begun);
  for (std::size_t i = word + 1; i < shortest.size(); ++i) count += 1 + shortest[i];
  return count + lineEnd.size();
}

bool agree(std::string_view a, std::string_view b) noexcept {
  const std::size_t size = std::min(a.size(), b.size());
  return a.substr(0, size) == b.substr(0, size);
}

}  // namespace

// What one byte proves wrong is refused by that byte, so that a fault has one reason however the line was cut.
ProxyStep parseProxyLine(std::string_view bytes) noexcept {
  if (!agree(bytes, command)) return ProxyFault::absent;
  constexpr std::size_t tooLong = longestLine - lineEnd.size() + 1;
  const std::size_t end = bytes.substr(0, tooLong).find_first_of(lineEnd);
  const bool hasEnded = end != std::string_view::npos;
  if (hasEnded && !agree(bytes.substr(end), lineEnd)) return ProxyFault::line;
  const std::string_view line = bytes.substr(0, std::min(end, tooLong));
  const std::string_view rest = line.substr(std::min(line.size(), command.size()));

  const bool isUnknown = rest.starts_with("UNKNOWN") && (rest.size() == 7 || rest[7] == ' ');
  const bool isTcp4 = rest.starts_with("TCP4 ");
  if (!isUnknown && !isTcp4 && !rest.starts_with("TCP6 ")) {
    const auto mayBecome = [&](std::string_view whole) { return !hasEnded && whole.starts_with(rest); };
    if (!mayBecome("TCP4 ") && !mayBecome("TCP6 ") && !mayBecome("UNKNOWN")) return ProxyFault::line;
    return ProxyHeaderGoesOn{shortestProxyLine - bytes.size()};
  }
  if (line.size() == tooLong) return ProxyFault::lineLength;
  const bool isWhole = hasEnded && bytes.size() >= end + lineEnd.size();
  if (isUnknown) {
    // Whatever else it says is to be ignored (2.1).
    if (isWhole) return ProxyHeader{.size = end + lineEnd.size()};
    return ProxyHeaderGoesOn{hasEnded ? std::size_t{1} : lineEnd.size()};
  }
  const std::string_view words = rest.substr(5);
  if (isWhole) return readWhole(words, isTcp4, end + lineEnd.size());
  return ProxyHeaderGoesOn{hasEnded ? 1 : missing(words, isTcp4 ? shortestOfTcp4 : shortestOfTcp6)};
}

}  // namespace serinus::base
