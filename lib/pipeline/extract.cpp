#include <serinus/pipeline/extract.hpp>

#include <serinus/base/ascii.hpp>
#include <serinus/base/utf8.hpp>
#include <serinus/http/http_exception.hpp>
#include <serinus/http/media_type.hpp>

#include <iterator>

namespace serinus::pipeline {

namespace {

/// @throws UnsupportedMediaTypeException  when the request says that its text is not UTF-8
void requireUtf8(const std::optional<MediaType>& type) {
  const auto charset = type ? type->parameter("charset") : std::nullopt;
  if (!charset || equalsIgnoreCase(*charset, "utf-8") || equalsIgnoreCase(*charset, "us-ascii")) return;
  throw UnsupportedMediaTypeException("text is read as UTF-8 here, not as " + *charset);
}

std::optional<MediaType> contentTypeOf(const Request& request) {
  return MediaType::parse(request.header("Content-Type").value_or(std::string_view()));
}

}  // namespace

PlacedValue placedValue(const Context& context, std::size_t place) {
  const routing::Parameters& parameters = context.parameters();
  if (place >= parameters.size()) return {"path", std::nullopt};
  const auto& [name, value] = *std::next(parameters.begin(), static_cast<std::ptrdiff_t>(place));
  return {"path." + name, value};
}

std::string readText(const Request& request) {
  requireUtf8(contentTypeOf(request));
  if (!isUtf8(asBytes(request.body()))) throw BadRequestException("the body is no text in UTF-8");
  return std::string(request.body());
}

UrlParameters readFormParameters(const Request& request) {
  constexpr std::size_t mostFields = 1'000;
  const auto type = contentTypeOf(request);
  if (!type || !type->is("application/x-www-form-urlencoded")) {
    throw UnsupportedMediaTypeException(
        "the body is read as a form: send it with Content-Type: application/x-www-form-urlencoded");
  }
  requireUtf8(type);
  UrlParameters form(request.body(), mostFields);
  requireFlawless(form, "form");
  return form;
}

std::vector<std::string_view> formValues(const UrlParameters& form, std::string_view name, bool isFlag) {
  std::vector<std::string_view> values = form.getAll(name);
  if (!isFlag) return values;
  if (values.empty()) return {"false"};
  for (std::string_view& value : values) {
    if (value == "on") value = "true";
  }
  return values;
}

}  // namespace serinus::pipeline
