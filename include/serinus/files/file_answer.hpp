#pragma once

#include <serinus/http/content_disposition.hpp>
#include <serinus/http/response.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace serinus {

/// A file as the answer of a handler, read while it is sent, with ranges and conditions as `StaticFiles` has them:
///
///     on(Route::get("/reports/:id"), [](Path<int> id) {
///       return FileAnswer("reports/" + std::to_string(*id) + ".pdf").savedAs("Jahresübersicht.pdf");
///     });
///
/// The path is the application's: text of a client has no place in it (for that there is `StaticFiles`).
class FileAnswer {
public:
  explicit FileAnswer(std::filesystem::path path);

  /// The browser is to save it, under this name; without one under the file's own.
  FileAnswer& savedAs(std::string_view name = {}) &;
  FileAnswer&& savedAs(std::string_view name = {}) &&;

  /// In place of what the name tells (`mediaTypeOfFile`).
  FileAnswer& mediaType(std::string mediaType) &;
  FileAnswer&& mediaType(std::string mediaType) &&;

  /// @throws NotFoundException  when there is no regular file, or none that may be read
  [[nodiscard]] Response toResponse() &&;

private:
  std::filesystem::path path_;
  std::string mediaType_;
  std::string disposition_;
};

}  // namespace serinus
