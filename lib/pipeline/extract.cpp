#include <serinus/pipeline/extract.hpp>

#include "pipeline/content_type.hpp"

#include <serinus/base/ascii.hpp>
#include <serinus/base/utf8.hpp>
#include <serinus/http/http_exception.hpp>

#include <iterator>

namespace serinus::pipeline {

namespace {

/// @throws UnsupportedMediaTypeException  when the request says that its text is not UTF-8
void requireUtf8(const std::optional<MediaType>& type) {
  const auto charset = type ? type->parameter("charset") : std::nullopt;
  if (!charset || equalsIgnoreCase(*charset, "utf-8") || equalsIgnoreCase(*charset, "us-ascii")) return;
  throw UnsupportedMediaTypeException("text is read as UTF-8 here, not as " + *charset);
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
  const auto type = contentTypeOf(request);
  if (!isForm(type)) {
    throw UnsupportedMediaTypeException(
        "the body is read as a form: send it with Content-Type: application/x-www-form-urlencoded");
  }
  requireUtf8(type);
  UrlParameters form = formOf(request);
  requireFlawless(form, "form");
  return form;
}

std::vector<std::string_view> formValues(std::vector<std::string_view> values, const ValueField& field) {
  const bool isCheckbox = field.kinds == json::binding::kindBit(JsonKind::boolean) && !field.isList;
  if (!isCheckbox) return values;
  if (values.empty()) return {"false"};
  for (std::string_view& value : values) {
    if (value == "on") value = "true";
  }
  return values;
}

}  // namespace serinus::pipeline
