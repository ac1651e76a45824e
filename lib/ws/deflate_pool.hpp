#pragma once

#include "ws/zlib.hpp"

#include <memory>
#include <string>
#include <vector>

namespace serinus::ws {

/// The streams that the connections of one loop share, for messages that refer to nothing before them; touched on that
/// loop alone, and outlives them.
class DeflatePool {
public:
  /// A compressor that has seen nothing, until the next call. There is one for each distinct set of settings: of these
  /// a gateway has as many as there are windows.
  /// @throws std::bad_alloc
  [[nodiscard]] Deflater& compressor(const DeflateSettings& settings);

  /// Empty; what is written here is valid until the next call.
  [[nodiscard]] std::string& room();

  /// Lends an inflater with the largest window, for as long as a message arrives.
  /// @throws std::bad_alloc
  [[nodiscard]] std::unique_ptr<Inflater> borrow();
  void giveBack(std::unique_ptr<Inflater> inflater) noexcept;

  /// Bytes that all connections have inflated so far; what was made is to be told.
  [[nodiscard]] std::size_t inflated() const noexcept { return inflated_; }
  void tellInflated(std::size_t bytes) noexcept { inflated_ += bytes; }

private:
  struct Compressor {
    DeflateSettings settings;
    Deflater deflater;
  };
  std::vector<Compressor> compressors_;
  std::vector<std::unique_ptr<Inflater>> spare_;
  std::string room_;
  std::size_t inflated_ = 0;
};

}  // namespace serinus::ws
