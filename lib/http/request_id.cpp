#include <serinus/http/request_id.hpp>

#include <serinus/base/ascii.hpp>
#include <serinus/base/random.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace serinus {

namespace {

constexpr std::size_t longestId = 64;

bool isIdChar(char c) noexcept {
  return isAlpha(c) || isDigit(c) || c == '-' || c == '_' || c == '.';
}

}  // namespace

bool isRequestId(std::string_view text) noexcept {
  return !text.empty() && text.size() <= longestId && std::all_of(text.begin(), text.end(), isIdChar);
}

std::string makeRequestId() {
  // It is no secret: the kernel is asked once a thread, and counting tells the rest apart.
  thread_local const std::string thread = randomToken(12);
  thread_local std::uint64_t count = 0;
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), count++, 16).ptr;
  return thread + '-' + std::string(digits.data(), end);
}

std::string requestIdOf(const Request& request) {
  std::string_view given;
  std::size_t count = 0;
  for (const Field field : request.fields()) {
    if (!equalsIgnoreCase(field.name, requestIdField)) continue;
    given = field.value;
    ++count;
  }
  return count == 1 && isRequestId(given) ? std::string(given) : makeRequestId();
}

}  // namespace serinus
