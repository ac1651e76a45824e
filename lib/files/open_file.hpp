#pragma once

#include <chrono>
#include <cstdint>
#include <utility>

namespace serinus::files {

/// A file or directory that is open for reading, and what it was like at that time.
class OpenFile {
public:
  enum class Kind : std::uint8_t {
    regular,
    directory,
    other,  ///< a device, a socket, a pipe: nothing to read from
  };

  /// Takes the descriptor over. @throws std::system_error
  explicit OpenFile(int descriptor);
  OpenFile(OpenFile&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)),
        kind_(other.kind_),
        size_(other.size_),
        modified_(other.modified_) {}
  OpenFile& operator=(OpenFile&&) = delete;
  ~OpenFile();

  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
  [[nodiscard]] Kind kind() const noexcept { return kind_; }
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  [[nodiscard]] std::chrono::system_clock::time_point modified() const noexcept { return modified_; }

private:
  int descriptor_;
  Kind kind_ = Kind::other;
  std::uint64_t size_ = 0;
  std::chrono::system_clock::time_point modified_{};
};

}  // namespace serinus::files
