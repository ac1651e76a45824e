#include <serinus/base/ascii.hpp>
#include <serinus/http/byte_ranges.hpp>
#include <serinus/http/grammar.hpp>

#include <algorithm>
#include <limits>
#include <optional>

namespace serinus {

namespace {

constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();

/// One or more digits; a number too large for us is the largest one, which lies behind every end.
std::optional<std::uint64_t> numberOf(std::string_view digits) noexcept {
  if (digits.empty() || !std::ranges::all_of(digits, [](char c) { return isDigit(c); })) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : digits) {
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (value > (largest - digit) / 10) return largest;
    value = value * 10 + digit;
  }
  return value;
}

/// The range that a member of the list means; one of size 0 when it cannot be satisfied, nothing when it is malformed
/// (RFC 9110, 14.1.1 and 14.1.2).
std::optional<ByteRange> readMember(std::string_view member, std::uint64_t length) noexcept {
  const std::size_t dash = member.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::string_view end = member.substr(dash + 1);
  if (dash == 0) {
    const std::optional<std::uint64_t> suffix = numberOf(end);
    if (!suffix) return std::nullopt;
    const std::uint64_t size = std::min(*suffix, length);
    return ByteRange{length - size, size};
  }

  const std::optional<std::uint64_t> first = numberOf(member.substr(0, dash));
  const std::optional<std::uint64_t> last = end.empty() ? largest : numberOf(end);
  if (!first || !last || *last < *first) return std::nullopt;
  if (*first >= length) return ByteRange{};
  return ByteRange{*first, std::min(*last, length - 1) - *first + 1};
}

/// Whether no byte more would be sent than the representation has.
bool areWorthIt(const std::vector<ByteRange>& ranges, std::uint64_t length) noexcept {
  return std::ranges::all_of(ranges, [&](const ByteRange& range) {
    const bool fits = range.size <= length;
    length -= fits ? range.size : 0;
    return fits;
  });
}

}  // namespace

ByteRanges ByteRanges::select(std::string_view range, std::uint64_t length) {
  constexpr std::string_view unit = "bytes=";
  if (length == 0 || !equalsIgnoreCase(range.substr(0, unit.size()), unit)) return {};
  range.remove_prefix(unit.size());

  ByteRanges chosen;
  std::size_t members = 0;
  for (std::string_view member = http::takeListItem(range); !member.empty(); member = http::takeListItem(range)) {
    const std::optional<ByteRange> one = readMember(member, length);
    if (!one || ++members > maxRanges) return {};
    if (one->size > 0) chosen.ranges_.push_back(*one);
  }
  if (members == 0 || !areWorthIt(chosen.ranges_, length)) return {};
  chosen.answer_ = chosen.ranges_.empty()       ? Answer::unsatisfiable
                   : chosen.ranges_.size() == 1 ? Answer::one
                                                : Answer::several;
  return chosen;
}

ByteRanges ByteRanges::select(const Fields& fields, std::uint64_t length) {
  if (fields.count("Range") != 1) return {};
  return select(*fields.get("Range"), length);
}

std::string contentRange(const ByteRange& range, std::uint64_t length) {
  std::string text = "bytes ";
  text += std::to_string(range.first);
  text += '-';
  text += std::to_string(range.last());
  text += '/';
  return text += std::to_string(length);
}

std::string unsatisfiedRange(std::uint64_t length) {
  return "bytes */" + std::to_string(length);
}

}  // namespace serinus
