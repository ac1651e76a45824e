#include <serinus/pipeline/multipart.hpp>

#include "pipeline/form_collector.hpp"

#include <serinus/http/boundary.hpp>
#include <serinus/http/http_exception.hpp>
#include <serinus/pipeline/context.hpp>
#include <serinus/pipeline/extract.hpp>

namespace serinus {

std::optional<std::string_view> Multipart::text(std::string_view name) const noexcept {
  for (const auto& [key, value] : texts_) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::vector<std::string_view> Multipart::texts(std::string_view name) const {
  std::vector<std::string_view> found;
  for (const auto& [key, value] : texts_) {
    if (key == name) found.emplace_back(value);
  }
  return found;
}

const UploadedFile* Multipart::file(std::string_view name) const noexcept {
  for (const UploadedFile& file : files_) {
    if (file.name() == name) return &file;
  }
  return nullptr;
}

std::vector<std::string_view> Multipart::valuesOf(const pipeline::ValueField& field) const {
  return pipeline::formValues(texts(field.name), field);
}

namespace {

void addTo(pipeline::FormCollector& form, std::string_view piece, pipeline::BodyFeed& source) {
  try {
    form.add(piece);
  } catch (const pipeline::FormTooLargeException& exception) {
    source.tellFormTooLarge(exception.excess());
    throw;
  }
}

}  // namespace

Task<Multipart> pipeline::readMultipart(RequestContext& context) {
  const std::optional<std::string> boundary = http::formBoundary(context.header("Content-Type").value_or(""));
  if (!boundary) {
    throw UnsupportedMediaTypeException(
        "the body is read as a form with files: send it with Content-Type: multipart/form-data");
  }
  const std::shared_ptr<BodyFeed> source = context.bodyFeed();
  const RequestBody body(source);
  FormCollector form(*boundary, body.formLimits());
  while (true) {
    const std::optional<std::string> piece = co_await body.next();
    if (!piece) break;
    addTo(form, *piece, *source);
  }
  co_return form.finish();
}

}  // namespace serinus
