#include "page_controller.hpp"

#include "page.hpp"

#include <string>
#include <string_view>

namespace ticker {

using namespace serinus;

namespace {

struct File {
  const char* path;
  std::string_view content;
  const char* type;
};
constexpr const char* css = "text/css; charset=utf-8";
constexpr const char* javascript = "text/javascript; charset=utf-8";
constexpr File files[] = {
    {"/", page::indexHtml, "text/html; charset=utf-8"},
    {"/style.css", page::styleCss, css},
    {"/app.js", page::appJs, javascript},
    {"/board.js", page::boardJs, javascript},
    {"/ledger.js", page::ledgerJs, javascript},
    {"/link.js", page::linkJs, javascript},
    {"/socket.js", page::socketJs, javascript},
    {"/streams.js", page::streamsJs, javascript},
    {"/tape.js", page::tapeJs, javascript},
};

// Even a fault in the page lets no script of a stranger run in it.
constexpr std::string_view policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

Response answer(const File& file) {
  return Response::bytes(std::string(file.content), file.type)
      .header("Content-Security-Policy", policy)
      .header("X-Content-Type-Options", "nosniff")
      .header("Cache-Control", "no-cache");
}

}  // namespace

PageController::PageController() {
  for (const File& file : files) {
    on(Route::get(file.path), [&file](RequestContext&) { return answer(file); });
  }
}

}  // namespace ticker
