#pragma once

#include <serinus/http/request.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace serinus::http {

/// llhttp, fed with segments whose borders the caller has found: it must see the same borders, so the two check each
/// other. Fixed-length bodies are not fed.
class Machine {
public:
  struct Result {
    enum class Outcome : std::uint8_t { running, headEnd, chunkSize, messageEnd, refused };
    Outcome outcome = Outcome::running;
    bool badMethod = false;     ///< refused within the method
    bool badVersion = false;    ///< refused within the version
    std::size_t at = 0;         ///< where it was refused
    std::string_view reason{};  ///< literal
  };

  Machine();
  Machine(Machine&&) noexcept;
  Machine& operator=(Machine&&) noexcept;
  ~Machine();

  /// Feeds a segment of head, chunk-size line, chunk or trailers; target and fields of the head go into `request`. An
  /// end is reported only when it lies at the end of the segment; anywhere else it is a refusal.
  [[nodiscard]] Result feed(std::string_view segment, Request& request);

  /// Ready for the next message.
  void reset() noexcept;

  /// Of the request line, when it has been fed: the method's name, the version's two digits.
  [[nodiscard]] std::string_view method() const noexcept;
  [[nodiscard]] int major() const noexcept;
  [[nodiscard]] int minor() const noexcept;

  /// The size that the last chunk-size line gave.
  [[nodiscard]] std::uint64_t chunkSize() const noexcept;

  /// How many bytes of the last segment were body.
  [[nodiscard]] std::size_t bodyBytes() const noexcept;

private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace serinus::http
