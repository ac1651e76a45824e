// A directory as a site: its files with ranges and conditions, compressed for those who take that, and a list that is
// made while it is sent. What is uploaded is counted and thrown away.
#include <serinus/serinus.hpp>

#include "shared/port.hpp"

#include <cstdint>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

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

struct Upload {
  std::string name;
  std::uint64_t size = 0;
  bool onDisk = false;
};
struct Uploads {
  std::string title;
  std::vector<Upload> files;
};

class UploadsController : public Controller {
public:
  static constexpr std::uint64_t most = 16'000'000;

  UploadsController() : Controller("/uploads") {
    on(Route::post("/").maxBody(most), [](Multipart form) {
      Uploads uploads{std::string(form.text("title").value_or("")), {}};
      for (const UploadedFile& file : form.files())
        uploads.files.push_back({file.filename(), file.size(), !file.isInMemory()});
      return uploads;
    });
    on(Route::put("/:name").maxBody(most), [](Path<std::string> name, RequestBody body) -> Task<Upload> {
      Upload upload{*name};
      while (true) {
        const std::optional<std::string> piece = co_await body.next();
        if (!piece) break;
        upload.size += piece->size();
      }
      co_return upload;
    });
  }
};

class FilesModule : public Module {
public:
  FilesModule() {
    imports(ServeStaticModule({.root = directory, .fallback = "index.html", .immutable = {"assets"}}));
    controllers<ListsController, UploadsController>();
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
