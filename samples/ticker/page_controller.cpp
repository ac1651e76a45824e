#include "page_controller.hpp"

#include "page.hpp"

namespace ticker {

namespace {

using samples::css;
using samples::html;
using samples::javascript;

constexpr samples::PageFile files[] = {
    {"/", page::indexHtml, html},
    {"/style.css", page::styleCss, css},
    {"/app.js", page::appJs, javascript},
    {"/board.js", page::boardJs, javascript},
    {"/ledger.js", page::ledgerJs, javascript},
    {"/link.js", page::linkJs, javascript},
    {"/socket.js", page::socketJs, javascript},
    {"/streams.js", page::streamsJs, javascript},
    {"/pace.js", page::paceJs, javascript},
    {"/tape.js", page::tapeJs, javascript},
};

}  // namespace

PageController::PageController() : PageFiles(files) {}

}  // namespace ticker
