#pragma once

#include <serinus/http/limits.hpp>
#include <serinus/http/request.hpp>

#include <cstddef>
#include <string_view>

namespace serinus::http {

/// Reads a head that came whole and has nothing unusual about it, as nearly all have, in one pass: the short way past
/// `LineGuard` and `Machine`, which decide on everything else.
///
/// It takes less than they do and never more: HTTP/1.1, one of our methods, a target in origin-form, printable ASCII
/// (and HTAB) in values, CR LF alone as line ends, no Transfer-Encoding, well within all limits.
class PlainHead {
public:
  /// Fills the method, the target and the fields of a request that is clear.
  /// @returns the size of the head; 0, with the request as it was, when it is for the others to say what the bytes are
  [[nodiscard]] static std::size_t read(std::string_view input, const Limits& limits, Request& request);

private:
  explicit PlainHead(std::string_view input) noexcept
      : start_(input.data()), at_(start_), end_(start_ + input.size()) {}

  [[nodiscard]] bool readRequestLine(const Limits& limits, Request& request);
  [[nodiscard]] bool readFields(const Limits& limits, Fields& fields);
  [[nodiscard]] bool readField(const Limits& limits, Fields& fields);
  [[nodiscard]] std::string_view rest() const noexcept { return {at_, static_cast<std::size_t>(end_ - at_)}; }

  const char* start_;
  const char* at_;
  const char* end_;
};

}  // namespace serinus::http
