#include "page_controller.hpp"

#include "page.hpp"

namespace notes {

namespace {

using samples::css;
using samples::html;
using samples::javascript;

constexpr samples::PageFile files[] = {
    {"/", page::indexHtml, html},
    {"/style.css", page::styleCss, css},
    {"/app.js", page::appJs, javascript},
    {"/api.js", page::apiJs, javascript},
    {"/editor.js", page::editorJs, javascript},
    {"/live.js", page::liveJs, javascript},
};

}  // namespace

PageController::PageController() : PageFiles(files) {}

}  // namespace notes
