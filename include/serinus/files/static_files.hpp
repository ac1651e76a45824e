#pragma once

#include <serinus/http/request.hpp>
#include <serinus/http/response.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace serinus {

namespace files {
class Directory;
}

/// Which files are served, and how.
struct StaticFilesOptions {
  /// The directory that holds them; a relative one is looked for where the application was started.
  std::string root = "public";
  /// The path that they are served below.
  std::string path = "/";
  /// What is answered for a directory: the first of these that it has. Directories are never listed.
  std::vector<std::string> index = {"index.html"};
  /// A file of the root that is answered for pages that are not there, such as `index.html` where the page's own script
  /// knows what to show (single-page application). For navigations alone: GET and HEAD that ask for `text/html` by
  /// name, of a path whose last part has no dot. Empty: 404.
  std::string fallback = {};
  /// The `Cache-Control` of all files: clients keep them, and ask each time whether they still hold. Empty: none.
  std::string cacheControl = "no-cache";
  /// Directories of the root, such as `assets`, whose files never change under one name, since a tool writes a hash
  /// into it: clients keep them for a year and do not ask.
  std::vector<std::string> immutable = {};
  /// Answer with `name.br` or `name.gz` from beside a file where the client takes that; one that is older than the file
  /// is passed over. For media types that are worth compressing.
  bool precompressed = true;
  /// Follow symbolic links that lead to a place below the root by a relative path. Others never are. Without `openat2`
  /// (before Linux 5.6) none is.
  bool links = true;
  /// Whether there are names that begin with a dot, such as `.well-known`; otherwise they are not there.
  bool dotfiles = false;
};

/// Answers with the files of a directory, with media types by their names, `ETag`, `Last-Modified`, ranges and
/// `X-Content-Type-Options: nosniff`. `ServeStaticModule` is all that most applications need; this is for a controller
/// that does something before:
///
///     on(Route::get("/**"), [this](RequestContext& context) {
///       return files_.answer(context.request(), context.parameters().tail());
///     });
///
/// Nothing outside of the root is ever opened; a path that could mean such a thing is not found, in whatever way it is
/// written. Files are read while they are sent.
class StaticFiles {
public:
  /// @throws std::system_error      when the root cannot be opened
  /// @throws InvalidFieldError      for a `cacheControl` with a control byte
  explicit StaticFiles(StaticFilesOptions options);
  StaticFiles(StaticFiles&&) noexcept;
  ~StaticFiles();

  /// @param tail  what stands in the request's path behind `path`, as it was sent
  /// @throws NotFoundException
  [[nodiscard]] Response answer(const Request& request, std::string_view tail) const;

  [[nodiscard]] const StaticFilesOptions& options() const noexcept { return options_; }

private:
  class Search;

  StaticFilesOptions options_;
  std::unique_ptr<files::Directory> root_;
};

}  // namespace serinus
