#pragma once

#include <serinus/base/bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace serinus {

/// A file of a form. A small one is kept in memory, a larger one on disk, where it has no name and is gone with this
/// object.
///
/// What the sender says of it is the sender's word: `filename` may hold `/`, `..` and any byte and is no path to write
/// to, and `contentType` need not be what is in it.
class UploadedFile {
public:
  UploadedFile(std::string name, std::string filename, std::string contentType);
  UploadedFile(UploadedFile&&) noexcept;
  UploadedFile& operator=(UploadedFile&&) noexcept;
  ~UploadedFile();

  /// Of the entry.
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] const std::string& filename() const noexcept { return filename_; }
  /// Empty where none is said.
  [[nodiscard]] const std::string& contentType() const noexcept { return contentType_; }
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  [[nodiscard]] bool isInMemory() const noexcept { return disk_ == nullptr; }

  /// Fills `into` with what stands at `offset`. @returns how many bytes there were; less than asked for at the end
  /// alone
  /// @throws std::system_error  it cannot be read
  [[nodiscard]] std::size_t read(std::uint64_t offset, MutableBytes into) const;
  /// All of it. @throws std::system_error
  [[nodiscard]] std::string bytes() const;
  /// Writes it to a new file, which only its owner may read: there must be none of that name. What was written is taken
  /// away again when it fails.
  /// @throws std::system_error
  void saveAs(const std::filesystem::path& path) const;

  /// The library's own side. @throws std::system_error  the disk takes no more
  void append(std::string_view piece);
  void moveToDisk();

private:
  class Disk;

  std::string name_;
  std::string filename_;
  std::string contentType_;
  std::string memory_;
  std::unique_ptr<Disk> disk_;
  std::uint64_t size_ = 0;
};

}  // namespace serinus
