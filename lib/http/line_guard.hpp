#pragma once

#include <serinus/http/limits.hpp>
#include <serinus/http/request_parser.hpp>

#include <cstddef>
#include <string_view>

namespace serinus::http {

/// Watches over raw lines before llhttp sees them: request line, header fields, trailer fields.
///
/// It holds what llhttp lets pass (RFC 9112, 2.2, 3 and 5.2): a line ends with CR LF and holds neither byte elsewhere,
/// one space stands between the parts of a request line, and no field line begins with space. It also counts, which
/// llhttp does not. A fault stands at the first byte that proves it, so it does not depend on how the input is cut.
class LineGuard {
public:
  struct Step {
    enum class Outcome : unsigned char { more, line, emptyLine, fault };
    std::size_t size;  ///< bytes of the input that are in order
    Outcome outcome;
    Fault fault{};
  };

  /// A request line follows, then field lines.
  void beginHead(const Limits& limits) noexcept;

  /// The fields behind a chunked body follow.
  void beginTrailers(const Limits& limits) noexcept;

  /// Looks at no more than the rest of the current line; `line` and `emptyLine` end behind its LF.
  [[nodiscard]] Step next(std::string_view input) noexcept;

private:
  [[nodiscard]] Fault judgeFirst(char first) noexcept;
  void judgeLineEnd(std::string_view text, Step& step) const noexcept;
  void judgeSpaces(std::string_view text, Step& step) const noexcept;
  void judgeLengths(std::string_view text, Step& step) noexcept;
  void advance(std::string_view text, Step& step) noexcept;

  std::size_t sectionLeft_ = 0;
  std::size_t linesLeft_ = 0;
  std::size_t maxRequestLine_ = 0;
  std::size_t maxName_ = 0;
  std::size_t line_ = 0;  // bytes of the current line before the input
  bool requestLine_ = false;
  bool cr_ = false;     // the last byte was CR
  bool space_ = false;  // it was a space
  bool named_ = false;  // the colon of the current line has been seen
};

}  // namespace serinus::http
