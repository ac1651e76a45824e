#include "page_controller.hpp"

#include "page.hpp"

namespace chat {

namespace {

using samples::css;
using samples::html;
using samples::javascript;

constexpr samples::PageFile files[] = {
    {"/", page::indexHtml, html},
    {"/style.css", page::styleCss, css},
    {"/conversation.css", page::conversationCss, css},
    {"/app.js", page::appJs, javascript},
    {"/composer.js", page::composerJs, javascript},
    {"/connection.js", page::connectionJs, javascript},
    {"/conversation.js", page::conversationJs, javascript},
    {"/entry.js", page::entryJs, javascript},
    {"/frame.js", page::frameJs, javascript},
    {"/lists.js", page::listsJs, javascript},
    {"/outbox.js", page::outboxJs, javascript},
};

}  // namespace

PageController::PageController() : PageFiles(files) {}

}  // namespace chat
