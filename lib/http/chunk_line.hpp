#pragma once

#include <serinus/http/request_parser.hpp>

#include <cstddef>
#include <string_view>

namespace serinus::http {

/// Watches over the chunk-size lines of a body before llhttp sees them (RFC 9112, 7.1): CR LF alone ends a line, an
/// extension has a name, a value behind its `=` and no control byte, and what is not needed to say the size is limited
/// over the whole request.
class ChunkLine {
public:
  struct Step {
    std::size_t size;  ///< bytes of the input that are in order
    bool complete;     ///< they end with the line's LF
    Fault fault{};     ///< with a reason: found behind them
  };

  /// @param maxOverhead  bytes of extensions, with their `;`, and of size digits behind the sixteenth
  void begin(std::size_t maxOverhead) noexcept;

  /// Looks at no more than the rest of the current line.
  [[nodiscard]] Step next(std::string_view input) noexcept;

private:
  /// Where in the line it is.
  enum class Part : unsigned char { size, nameStart, name, valueStart, value, quoted };

  void goOn(char c) noexcept;
  /// Whether `c` may stand where it comes.
  [[nodiscard]] bool fits(char c) const noexcept;

  std::size_t overheadLeft_ = 0;
  std::size_t digits_ = 0;
  Part part_ = Part::size;
  bool cr_ = false;
};

}  // namespace serinus::http
