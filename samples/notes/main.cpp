// Notes, each for the one who wrote it: accounts, sessions, SQLite, a JSON API, a page, and windows that follow each
// other. Read `note.hpp` first, which is what page and server say to each other, then `notes_controller.cpp`.
//
// `notes [--port N] [--database FILE] [--plain-http]` listens on http://localhost:3000; the environment's HOST and PORT
// win.
#include "account_controller.hpp"
#include "accounts.hpp"
#include "database.hpp"
#include "live.hpp"
#include "live_gateway.hpp"
#include "note_store.hpp"
#include "notes_controller.hpp"
#include "options.hpp"
#include "page_controller.hpp"
#include "passwords.hpp"
#include "schema.hpp"
#include "worker.hpp"

#include <serinus/serinus.hpp>

#include <memory>

namespace {

using namespace serinus;

notes::Options options;  // set once, before the application is made

std::unique_ptr<notes::Database> openDatabase() {
  auto database = std::make_unique<notes::Database>(options.database);
  notes::createTables(*database);
  return database;
}

/// One thread serves it all (`ApplicationOptions::threads`), so the database is asked where the handlers run.
class NotesModule : public Module {
public:
  NotesModule() {
    imports<SseModule, WsModule>();
    // For what is no page, which has a policy of its own: a browser that is shown it does nothing with it.
    everywhere(SecurityHeaders({.contentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'"}));
    everywhere(Sessions({.secure = !options.plainHttp}));
    // The page needs no tokens: browsers say where a request comes from. So the secret may go with the process.
    everywhere(CsrfGuard(KeyRing::random(), {.secure = !options.plainHttp}));
    everywhere([](ExecutionContext& execution) {
      execution.context().setHeader("Cache-Control", "private, no-cache");  // of the page and of notes alike
      return true;
    });
    composed(openDatabase);
    providers<notes::Accounts, notes::NoteStore, notes::Worker, notes::Passwords, notes::Live, notes::LiveGateway>();
    controllers<notes::AccountController, notes::NotesController, notes::PageController>();
  }
};

}  // namespace

int main(int count, char** arguments) {
  const auto given = notes::optionsOf(count, arguments);
  if (!given) return 2;
  options = *given;
  auto app = Application::create<NotesModule>({.port = options.port});
  return app.run();
}
