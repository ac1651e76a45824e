#pragma once

#include <serinus/pipeline/read_values.hpp>
#include <serinus/pipeline/uploaded_file.hpp>
#include <serinus/runtime/task.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus {

class RequestContext;

/// A body that is `multipart/form-data`, as forms with files are sent (RFC 7578). It is read while it comes, before the
/// handler is called and behind the steps of its route, within `http::Limits::form` and the route's `maxBody`:
///
///     on(Route::post("/photos").maxBody(20'000'000), [](Multipart form) {
///       const UploadedFile* photo = form.file("photo");
///       if (photo == nullptr) throw BadRequestException("there is no photo");
///       photo->saveAs(store / randomName());
///       return Status::created;
///     });
///
/// 415 when the body is none, 400 when it is malformed, 413 beyond a limit.
class Multipart {
public:
  /// The first entry of that name that is no file.
  [[nodiscard]] std::optional<std::string_view> text(std::string_view name) const noexcept;
  /// All of that name, in the order of the form.
  [[nodiscard]] std::vector<std::string_view> texts(std::string_view name) const;
  /// The first file of that name; null where there is none. A file input that was left alone is none.
  [[nodiscard]] const UploadedFile* file(std::string_view name) const noexcept;
  [[nodiscard]] const std::vector<UploadedFile>& files() const noexcept { return files_; }

  /// The entries that are no files as a plain struct, as `Form` reads them. @throws BadRequestException
  template <class T>
  [[nodiscard]] T read() const {
    return pipeline::readValues<T>([this](const pipeline::ValueField& field) { return valuesOf(field); }, "form");
  }

  /// The library's own side.
  void add(std::string name, std::string text) { texts_.emplace_back(std::move(name), std::move(text)); }
  void add(UploadedFile file) { files_.push_back(std::move(file)); }

private:
  [[nodiscard]] std::vector<std::string_view> valuesOf(const pipeline::ValueField& field) const;

  std::vector<std::pair<std::string, std::string>> texts_;
  std::vector<UploadedFile> files_;
};

namespace pipeline {

/// The form that a request brings. @throws HttpException
[[nodiscard]] Task<Multipart> readMultipart(RequestContext& context);

}  // namespace pipeline
}  // namespace serinus
