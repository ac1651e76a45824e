#include "files/directory.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace serinus::files {

namespace {

// A pipe without a writer and a device that waits are opened at once, and recognised.
constexpr int reading = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

int openRoot(const std::filesystem::path& root) {
  const int descriptor = ::open(root.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY);
  if (descriptor >= 0) return descriptor;
  throw std::system_error(errno, std::generic_category(),
                          "the directory \"" + root.string() + "\" cannot be opened (from " +
                              std::filesystem::current_path().string() + ")");
}

bool isOfThePath(int error) noexcept {
  constexpr std::array ofThePath{ENOENT, ENOTDIR, EACCES, EPERM, ELOOP, EXDEV, ENAMETOOLONG, ENXIO, ENODEV, EINVAL};
  return std::ranges::find(ofThePath, error) != ofThePath.end();
}

}  // namespace

Directory::Directory(const std::filesystem::path& root, Links links, Kernel kernel)
    : root_(openRoot(root)), links_(links), hasOpenat2_(kernel == Kernel::asFound) {
  if (!hasOpenat2_) return;
  const int probe = openBeneath(".");  // refused by an older kernel, and by some sandboxes
  hasOpenat2_ = probe >= 0;
  if (probe >= 0) ::close(probe);
}

std::optional<OpenFile> Directory::open(const std::string& path) const {
  const char* const name = path.empty() ? "." : path.c_str();
  const int descriptor = hasOpenat2_ ? openBeneath(name) : openPartByPart(name);
  if (descriptor >= 0) return OpenFile(descriptor);
  if (isOfThePath(errno)) return std::nullopt;
  throw std::system_error(errno, std::generic_category(), "a file cannot be opened");
}

int Directory::openBeneath(const char* path) const noexcept {
  open_how how{};
  how.flags = reading;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | (links_ == Links::refused ? RESOLVE_NO_SYMLINKS : 0);
  constexpr int attempts = 16;  // EAGAIN: something was moved meanwhile, and it is not known to be below (openat2(2))
  long descriptor = -1;
  for (int i = 0; i < attempts; ++i) {
    descriptor = ::syscall(SYS_openat2, root_.descriptor(), path, &how, sizeof how);
    if (descriptor >= 0 || (errno != EAGAIN && errno != EINTR)) break;
  }
  return static_cast<int>(descriptor);
}

int Directory::openPartByPart(const std::string& path) const noexcept {
  int folder = root_.descriptor();
  std::size_t begin = 0;
  while (true) {
    const std::size_t slash = path.find('/', begin);
    const bool isLast = slash == std::string::npos;
    const std::string part = path.substr(begin, slash - begin);
    const bool leadsUp = part == "..";
    const int flags = O_NOFOLLOW | (isLast ? reading : O_PATH | O_DIRECTORY | O_CLOEXEC);
    const int next = leadsUp ? -1 : ::openat(folder, part.c_str(), flags);
    const int error = leadsUp ? EXDEV : errno;
    if (folder != root_.descriptor()) ::close(folder);
    errno = error;
    if (next < 0 || isLast) return next;
    folder = next;
    begin = slash + 1;
  }
}

}  // namespace serinus::files
