#include "shared/page_files.hpp"

#include <string>

namespace samples {

using namespace serinus;

namespace {

// Even a fault in the page lets no script of a stranger run in it.
constexpr std::string_view policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

Response answer(const PageFile& file) {
  return Response::bytes(std::string(file.content), file.type)
      .header("Content-Security-Policy", policy)
      .header("X-Content-Type-Options", "nosniff")
      .header("Cache-Control", "no-cache");
}

}  // namespace

PageFiles::PageFiles(std::span<const PageFile> files) {
  for (const PageFile& file : files) {
    on(Route::get(file.path), [&file](RequestContext&) { return answer(file); });
  }
}

}  // namespace samples
