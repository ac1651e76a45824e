#pragma once

#include "files/open_file.hpp"

#include <serinus/pipeline/streamed.hpp>

#include <memory>
#include <vector>

namespace serinus::files {

/// A file, or parts of it, as a body: read in pieces of 64 KiB as fast as the client takes them, a small file in one.
///
/// Reading is done on the loop's thread. From the system's cache that takes some microseconds a piece; a disk that
/// is slow holds the loop up for the time of one piece.
class FileBody final : public pipeline::BodySource {
public:
  static constexpr std::size_t pieceSize = std::size_t{64} * 1024;

  /// All of a regular file, as long as it was when it was opened.
  explicit FileBody(OpenFile file);
  FileBody(std::shared_ptr<const OpenFile> file, std::vector<http::BodyPart> parts);

  /// What is shorter than it was ends with std::runtime_error.
  [[nodiscard]] AsyncGenerator<std::string> take() override;
  [[nodiscard]] std::shared_ptr<StreamedBody> cut(std::vector<http::BodyPart> parts) override;

private:
  std::shared_ptr<const OpenFile> file_;
  std::vector<http::BodyPart> parts_;
};

}  // namespace serinus::files
