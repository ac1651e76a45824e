#pragma once

#include "files/open_file.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace serinus::files {

/// A directory whose files are opened, and nothing outside of it, whatever path is given and whoever moves things about
/// meanwhile: the kernel sees to that (`openat2` with `RESOLVE_BENEATH`; Linux 5.6). Where it does not, each part of a
/// path is opened by itself and no symbolic link is followed.
class Directory {
public:
  enum class Links : bool {
    refused,  ///< no symbolic link is followed
    within,   ///< those that lead to a place below the root, told by a relative path
  };
  enum class Kernel : bool { old, asFound };

  /// @param kernel  `old`: as one that has no `openat2`
  /// @throws std::system_error  when the root cannot be opened
  Directory(const std::filesystem::path& root, Links links, Kernel kernel = Kernel::asFound);

  /// Opens what lies at a path such as `a/b.txt`, without waiting for anything: not for the other end of a pipe.
  /// @param path  relative; the root itself when empty
  /// @returns nothing when there is none that may be read
  /// @throws std::system_error  when it is not the path's fault: there are no more descriptors, for instance
  [[nodiscard]] std::optional<OpenFile> open(const std::string& path) const;

private:
  [[nodiscard]] int openBeneath(const char* path) const noexcept;
  [[nodiscard]] int openPartByPart(const std::string& path) const noexcept;

  OpenFile root_;
  Links links_;
  bool hasOpenat2_;
};

}  // namespace serinus::files
