#include <serinus/pipeline/uploaded_file.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace serinus {

namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

void writeAll(int file, std::string_view bytes, const std::string& what) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(what);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string directory() {
  const char* const said = std::getenv("TMPDIR");
  return said != nullptr && *said != '\0' ? said : "/tmp";
}

/// A file without a name.
int openNameless() {
  const std::string where = directory();
  const int file = ::open(where.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, S_IRUSR | S_IWUSR);
  if (file >= 0) return file;
  std::string name = where + "/serinus-XXXXXX";  // where the file system has no O_TMPFILE
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named < 0) fail("an uploaded file cannot be kept in " + where);
  ::unlink(name.c_str());
  return named;
}

/// A descriptor that is closed.
class File {
public:
  explicit File(int descriptor) noexcept : descriptor_(descriptor) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { ::close(descriptor_); }
  [[nodiscard]] int get() const noexcept { return descriptor_; }

private:
  int descriptor_;
};

}  // namespace

class UploadedFile::Disk : public File {
public:
  Disk() : File(openNameless()) {}
};

UploadedFile::UploadedFile(std::string name, std::string filename, std::string contentType)
    : name_(std::move(name)), filename_(std::move(filename)), contentType_(std::move(contentType)) {}
UploadedFile::UploadedFile(UploadedFile&&) noexcept = default;
UploadedFile& UploadedFile::operator=(UploadedFile&&) noexcept = default;
UploadedFile::~UploadedFile() = default;

void UploadedFile::append(std::string_view piece) {
  if (disk_)
    writeAll(disk_->get(), piece, "an uploaded file cannot be written to " + directory());
  else
    memory_.append(piece);
  size_ += piece.size();
}

void UploadedFile::moveToDisk() {
  if (disk_) return;
  auto disk = std::make_unique<Disk>();
  writeAll(disk->get(), memory_, "an uploaded file cannot be written to " + directory());
  disk_ = std::move(disk);
  memory_ = {};
}

std::size_t UploadedFile::read(std::uint64_t offset, MutableBytes into) const {
  if (!disk_) {
    if (offset >= memory_.size()) return 0;
    const std::string_view rest = std::string_view(memory_).substr(static_cast<std::size_t>(offset), into.size());
    std::ranges::copy(asBytes(rest), into.begin());
    return rest.size();
  }
  std::size_t done = 0;
  while (done < into.size()) {
    const ssize_t got =
        ::pread(disk_->get(), into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("an uploaded file cannot be read");
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

std::string UploadedFile::bytes() const {
  std::string all(static_cast<std::size_t>(size_), '\0');
  all.resize(read(0, std::as_writable_bytes(std::span(all))));
  return all;
}

void UploadedFile::saveAs(const std::filesystem::path& path) const {
  const std::string what = "an uploaded file cannot be saved as " + path.string();
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  if (descriptor < 0) fail(what);
  const File file(descriptor);
  try {
    std::array<std::byte, std::size_t{64} * 1024> piece;
    for (std::uint64_t at = 0; at < size_;) {
      const std::size_t got = read(at, piece);
      if (got == 0) break;
      writeAll(file.get(), asText(ByteView(piece).first(got)), what);
      at += got;
    }
  } catch (...) {
    ::unlink(path.c_str());
    throw;
  }
}

}  // namespace serinus
