#include "files/open_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace serinus::files {

OpenFile::OpenFile(int descriptor) : descriptor_(descriptor) {
  struct stat found{};
  if (::fstat(descriptor, &found) != 0) {
    const int error = errno;
    ::close(descriptor);
    throw std::system_error(error, std::generic_category(), "a file cannot be looked at");
  }
  if (S_ISREG(found.st_mode)) kind_ = Kind::regular;
  if (S_ISDIR(found.st_mode)) kind_ = Kind::directory;
  size_ = static_cast<std::uint64_t>(found.st_size);
  modified_ += std::chrono::duration_cast<std::chrono::system_clock::duration>(
      std::chrono::seconds(found.st_mtim.tv_sec) + std::chrono::nanoseconds(found.st_mtim.tv_nsec));
}

OpenFile::~OpenFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace serinus::files
