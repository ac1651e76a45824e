#include <serinus/base/ascii.hpp>
#include <serinus/http/grammar.hpp>

#include "disposition.hpp"
#include "form_fault.hpp"
#include "part_head.hpp"

#include <array>
#include <optional>
#include <utility>

namespace serinus::http {

namespace {

/// @param line  without its CR LF
std::optional<Fault> addField(std::string_view line, Fields& fields) {
  if (line.starts_with(' ') || line.starts_with('\t'))
    return malformedForm("a field of a part is folded over two lines");
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return malformedForm("a field of a part has no colon");
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = trim(line.substr(colon + 1));
  if (!isToken(name)) return malformedForm("the name of a part's field is no token");
  if (!isFieldValue(value)) return malformedForm("a field of a part has a control byte");
  fields.add(name, value);
  return std::nullopt;
}

std::optional<Fault> readFields(std::string_view head, std::size_t most, Fields& fields) {
  constexpr std::string_view lineEnd = "\r\n";
  while (head != lineEnd) {
    if (fields.size() == most) return tooLargeForm("a part has too many fields", Excess::formPartFields);
    const std::size_t end = head.find(lineEnd);
    if (const auto fault = addField(head.substr(0, end), fields)) return fault;
    head.remove_prefix(end + lineEnd.size());
  }
  return std::nullopt;
}

/// Whether the content is the bytes of the part as they stand (RFC 2045, 6.2).
bool isPlain(std::string_view transferEncoding) noexcept {
  constexpr std::array<std::string_view, 3> plain{"7bit", "8bit", "binary"};
  for (const std::string_view one : plain) {
    if (equalsIgnoreCase(transferEncoding, one)) return true;
  }
  return false;
}

}  // namespace

std::variant<FormPart, Fault> readPartHead(std::string_view head, const FormLimits& limits) {
  FormPart part;
  if (const auto fault = readFields(head, limits.maxPartFields, part.fields)) return *fault;
  const Fields& fields = part.fields;
  if (fields.count("Content-Disposition") != 1) return malformedForm("a part has not exactly one Content-Disposition");
  if (fields.count("Content-Type") > 1) return malformedForm("a part has two Content-Types");
  if (fields.has("Content-Transfer-Encoding") &&
      (fields.count("Content-Transfer-Encoding") > 1 || !isPlain(*fields.get("Content-Transfer-Encoding")))) {
    return malformedForm("a part has a Content-Transfer-Encoding");
  }

  Disposition disposition = readDisposition(*fields.get("Content-Disposition"));
  if (!disposition.fault.empty()) return malformedForm(disposition.fault);
  if (disposition.name->size() > limits.maxName)
    return tooLargeForm("the name of a part is too long", Excess::formName);
  part.name = std::move(*disposition.name);
  part.filename = std::move(disposition.filename);
  part.contentType = fields.get("Content-Type").value_or("");
  return part;
}

}  // namespace serinus::http
