#include <json/parse_into.hpp>

#include <simdjson.h>

#include <algorithm>
#include <new>

namespace serinus::json {

namespace {

// At its first text simdjson chooses how to read, with memory that it must have: without it the process would end. So
// it is had choose before there is anybody.
[[maybe_unused]] const bool hasChosen = !simdjson::get_active_implementation()->name().empty();

// Before 3.2 simdjson takes a lone low surrogate, from 3.2 on it skips a byte order mark; we take neither, whatever the
// version. RFC 8259, 8.1 leaves the mark to the parser.
bool needsStricterReading(std::string_view text) noexcept {
  if (text.starts_with("\xEF\xBB\xBF")) return true;
  const std::string_view escapes = text.substr(std::min(text.find('\\'), text.size()));  // few texts have any
  return escapes.find("\\ud") != std::string_view::npos || escapes.find("\\uD") != std::string_view::npos;
}

simdjson::error_code parse(simdjson::dom::parser& parser, simdjson::dom::document& document, std::string_view text,
                           std::size_t maxDepth) {
  if (text.empty()) return simdjson::EMPTY;  // 3.0 copies from its null pointer
  // simdjson counts the scalar inside the innermost array as one level more.
  const std::size_t levels = maxDepth + 1;
  if (parser.capacity() < text.size() || parser.max_depth() != levels) {
    const auto error = parser.allocate(std::max({text.size(), parser.capacity(), std::size_t{1024}}), levels);
    if (error != simdjson::SUCCESS) return error;
  }
  return parser.parse_into_document(document, text.data(), text.size(), true).error();
}

}  // namespace

std::size_t depthOf(JsonLimits limits) noexcept {
  return std::min<std::size_t>(limits.maxDepth, 1024);
}

std::optional<JsonFault> parseInto(simdjson::dom::parser& parser, simdjson::dom::document& document,
                                   std::string_view text, JsonLimits limits, PathStyle style) {
  if (text.size() > limits.maxSize) return JsonFault(JsonFaultReason::tooLarge, limits.maxSize, rootPath(style));
  const simdjson::error_code error = parse(parser, document, text, depthOf(limits));
  if (error == simdjson::MEMALLOC) throw std::bad_alloc();

  if (error != simdjson::SUCCESS || needsStricterReading(text)) {
    std::optional<JsonFault> fault = findFault(text, depthOf(limits), style);
    if (fault) return fault;
  }
  // The finder reads the whole grammar: a text that it takes and simdjson does not has no place of its own to name.
  if (error != simdjson::SUCCESS) return JsonFault(JsonFaultReason::unexpectedByte, 0, rootPath(style));
  return std::nullopt;
}

}  // namespace serinus::json
