// Forms in many parts, cut anywhere, against a naive divider.

#include "../http/form_dialogue.hpp"
#include "input.hpp"
#include "target.hpp"

#include <serinus/base/ascii.hpp>
#include <serinus/http/boundary.hpp>

namespace serinus::http {
namespace {

using fuzz::require;
using fuzz::requireSame;

constexpr FormLimits tight{
    .maxParts = 3, .maxPartHead = 80, .maxPartFields = 2, .maxName = 4, .maxPart = 10, .maxTotal = 400};

/// The contents of all parts, between quotes; a fault or an early end shows at the end.
std::string contentsOf(std::string_view body, std::string_view boundary, const FormLimits& limits) {
  FormParser parser(boundary, limits);
  std::string contents;
  while (true) {
    const FormParser::Step step = parser.parse(body);
    body.remove_prefix(step.consumed);
    if (std::holds_alternative<PartBegin>(step.event)) {
      const FormPart& part = parser.part();
      require(part.name.size() <= limits.maxName, "no name is longer than allowed");
      require(part.fields.size() <= limits.maxPartFields, "no part has more fields than allowed");
      contents += '"';
    }
    if (const auto* data = std::get_if<PartData>(&step.event)) contents += data->data;
    if (std::holds_alternative<PartEnd>(step.event)) contents += '"';
    if (std::holds_alternative<Fault>(step.event)) return contents + " refused";
    if (std::holds_alternative<NeedMore>(step.event)) return contents + (parser.finish() ? " cut short" : " whole");
  }
}

/// The same of a form that is in order, by looking for its delimiters (RFC 2046, 5.1.1).
std::string dividedBy(std::string_view boundary, std::string_view form) {
  const std::string body = "\r\n" + std::string(form);  // the first delimiter may be the first line
  const std::string delimiter = "\r\n--" + std::string(boundary);
  std::string contents;
  std::size_t at = body.find(delimiter);
  while (true) {
    require(at != std::string::npos, "a whole form has a last delimiter");
    at += delimiter.size();
    if (body.compare(at, 2, "--") == 0) return contents + " whole";
    at = body.find_first_not_of(" \t", at);
    require(at != std::string::npos && body.compare(at, 2, "\r\n") == 0, "a delimiter has its line alone");
    const std::size_t headEnd = body.find("\r\n\r\n", at + 2);
    require(headEnd != std::string::npos, "the head of a part ends");
    at = body.find(delimiter, headEnd + 2);  // of an empty part it begins with the empty line
    const std::size_t begin = headEnd + 4;
    contents += '"';
    if (at != std::string::npos && at > begin) contents += body.substr(begin, at - begin);
    contents += '"';
  }
}

const fuzz::Target target("multipart", [](std::string_view data) {
  fuzz::Input input(data);
  const FormLimits limits = input.byte() % 2 == 0 ? FormLimits() : tight;
  const std::string_view cuts = input.text();
  const std::string_view wish = input.text();
  const std::string_view boundary = isBoundary(wish) ? wish : "B";
  const std::string_view body = input.rest();

  const std::string wanted = wholeForm(body, limits, boundary);
  requireSame(formInPieces(body, 1, limits, boundary), wanted, "byte by byte, it is read as at once");
  FormDialogue dialogue(boundary, limits);
  fuzz::inPieces(body, cuts, [&](std::string_view piece) { dialogue.receive(piece); });
  requireSame(dialogue.text(), wanted, "cut anywhere, it is read as at once");

  const std::string contents = contentsOf(body, boundary, limits);
  if (contents.ends_with(" whole")) requireSame(contents, dividedBy(boundary, body), "parts are what everybody reads");
});

}  // namespace
}  // namespace serinus::http
