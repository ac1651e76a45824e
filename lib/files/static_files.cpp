#include <serinus/files/static_files.hpp>

#include "files/directory.hpp"
#include "files/file_path.hpp"
#include "files/file_response.hpp"

#include <serinus/base/ascii.hpp>
#include <serinus/http/content_coding.hpp>
#include <serinus/http/file_media_type.hpp>
#include <serinus/http/grammar.hpp>
#include <serinus/http/http_exception.hpp>
#include <serinus/http/media_type.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>

namespace serinus {

namespace {

using files::OpenFile;

constexpr std::string_view forAYear = "public, max-age=31536000, immutable";

bool isRegular(const std::optional<OpenFile>& file) noexcept {
  return file && file->kind() == OpenFile::Kind::regular;
}

std::string joined(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : folder + '/' + name;
}

/// A browser that goes to a page names its type; scripts and pictures ask for `*/*` at most.
bool isNavigation(const Request& request, std::string_view tail) {
  if (request.method() != Method::get && request.method() != Method::head) return false;
  if (tail.substr(tail.rfind('/') + 1).find('.') != std::string_view::npos) return false;
  const std::string_view accept = request.header("Accept").value_or("");
  for (std::string_view list = accept; !list.empty();) {
    const std::string_view item = http::takeListItem(list);
    if (equalsIgnoreCase(trim(item.substr(0, item.find(';'))), "text/html")) return accepts(accept, "text/html");
  }
  return false;
}

/// To the same place with a slash behind it. The last part alone, as it was sent, relative to the request's: a whole
/// path could begin with two slashes and lead to another host.
Response toDirectory(const Request& request) {
  const std::string_view path = request.path();
  std::string location = "./";
  location.append(path.substr(path.rfind('/') + 1)).append("/");
  if (!request.queryText().empty()) location.append("?").append(request.queryText());
  return Response::redirect(location, Status::movedPermanently);
}

}  // namespace

/// One request's way to a file.
class StaticFiles::Search {
public:
  Search(const StaticFiles& files, const Request& request) noexcept
      : options_(files.options_), root_(*files.root_), request_(request) {}

  /// @returns nothing when there is no such file
  [[nodiscard]] std::optional<Response> find(const std::string& path) const {
    std::optional<OpenFile> found = root_.open(path);
    if (!found) return std::nullopt;
    const bool asDirectory = request_.path().ends_with('/') || request_.path().empty();
    if (found->kind() == OpenFile::Kind::directory) return index(path, asDirectory);
    if (!isRegular(found) || asDirectory) return std::nullopt;
    return answer(path, std::move(*found));
  }

  /// @returns nothing when there is no fallback
  [[nodiscard]] std::optional<Response> fallback(std::string_view tail) const {
    if (options_.fallback.empty() || !isNavigation(request_, tail)) return std::nullopt;
    std::optional<OpenFile> page = root_.open(options_.fallback);
    if (!isRegular(page)) return std::nullopt;
    Response response = answer(options_.fallback, std::move(*page));
    response.addHeader("Vary", "Accept");
    return response;
  }

private:
  [[nodiscard]] std::optional<Response> index(const std::string& folder, bool asDirectory) const {
    for (const std::string& name : options_.index) {
      const std::string path = joined(folder, name);
      std::optional<OpenFile> page = root_.open(path);
      if (!isRegular(page)) continue;
      if (!asDirectory) return toDirectory(request_);
      return answer(path, std::move(*page));
    }
    return std::nullopt;
  }

  [[nodiscard]] Response answer(const std::string& path, OpenFile file) const {
    const std::string_view mediaType = mediaTypeOfFile(path);
    const bool hasVariants = options_.precompressed && worthCompressing(mediaType);
    std::optional<Response> coded = hasVariants ? variant(path, file, mediaType) : std::nullopt;
    Response response = coded ? std::move(*coded) : files::fileResponse(std::move(file), mediaType);
    if (hasVariants) response.addHeader("Vary", "Accept-Encoding");
    const std::string_view kept = isImmutable(path) ? forAYear : std::string_view(options_.cacheControl);
    if (!kept.empty()) response.header("Cache-Control", kept);
    return response;
  }

  [[nodiscard]] std::optional<Response> variant(const std::string& path, const OpenFile& file,
                                                std::string_view mediaType) const {
    constexpr std::array<std::string_view, 2> codings{"br", "gzip"};
    for (std::span<const std::string_view> offered(codings); !offered.empty();) {
      const auto coding = chooseCoding(request_.fields(), offered);
      if (!coding || *coding == "identity") return std::nullopt;
      std::optional<OpenFile> coded = root_.open(path + (*coding == "br" ? ".br" : ".gz"));
      if (isRegular(coded) && coded->modified() >= file.modified())
        return files::fileResponse(std::move(*coded), mediaType, *coding);
      offered = offered.size() == 1 ? offered.first(0) : *coding == "br" ? offered.last(1) : offered.first(1);
    }
    return std::nullopt;
  }

  [[nodiscard]] bool isImmutable(const std::string& path) const {
    return std::ranges::any_of(options_.immutable, [&](const std::string& folder) {
      return path.size() > folder.size() && path.starts_with(folder) && (folder.empty() || path[folder.size()] == '/');
    });
  }

  const StaticFilesOptions& options_;
  const files::Directory& root_;
  const Request& request_;
};

StaticFiles::StaticFiles(StaticFilesOptions options) : options_(std::move(options)) {
  using Links = files::Directory::Links;
  if (!http::isFieldValue(options_.cacheControl))
    throw InvalidFieldError("StaticFiles: cacheControl has a control byte");
  root_ = std::make_unique<files::Directory>(options_.root, options_.links ? Links::within : Links::refused);
}

StaticFiles::StaticFiles(StaticFiles&&) noexcept = default;
StaticFiles::~StaticFiles() = default;

Response StaticFiles::answer(const Request& request, std::string_view tail) const {
  const std::optional<std::string> path = files::filePath(tail, options_.dotfiles);
  if (path) {
    const Search search(*this, request);
    if (auto found = search.find(*path)) return std::move(*found);
    if (auto page = search.fallback(tail)) return std::move(*page);
  }
  throw NotFoundException();
}

}  // namespace serinus
