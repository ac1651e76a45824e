// A directory as a site: its files with ranges and conditions, compressed for those who take that, and a list that is
// made while it is sent.
#include <serinus/serinus.hpp>

#include "shared/port.hpp"

#include <iostream>
#include <string>

using namespace serinus;

namespace {

std::string directory;  // set once, before the application is made

AsyncGenerator<std::string> squares(int count) {
  for (int i = 1; i <= count; ++i) {
    std::string line = std::to_string(i);
    line.append(",").append(std::to_string(std::int64_t{i} * i)).append("\n");
    co_yield std::move(line);
  }
}

class ListsController : public Controller {
public:
  ListsController() : Controller("/lists") {
    on(Route::get("/squares/:count"), [](Path<int> count) { return streamed(squares(*count), "text/csv"); });
    on(Route::get("/greeting"), [] { return "hello, hello, hello"; });
    on(Route::get("/saved"), [] { return FileAnswer(directory + "/index.html").savedAs("Seite für alle.html"); });
  }
};

class FilesModule : public Module {
public:
  FilesModule() {
    imports(ServeStaticModule({.root = directory, .fallback = "index.html", .immutable = {"assets"}}));
    controllers<ListsController>();
    everywhere(Compression());
    everywhere(EntityTags());
  }
};

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::cerr << "usage: files DIRECTORY [--port N]\n";
    return 2;
  }
  directory = arguments[1];
  const auto port = samples::portOf("files DIRECTORY", count - 1, arguments + 1);
  if (!port) return 2;
  auto app = Application::create<FilesModule>({.port = *port});
  return app.run();
}
