#include <json/fault_finder.hpp>
#include <json/json_handle.hpp>
#include <serinus/json/json_document.hpp>

#include <simdjson.h>

#include <algorithm>
#include <new>
#include <optional>
#include <utility>

namespace serinus {

namespace {

constexpr std::size_t deepest = 1024;            // the fault finder recurses as deep
constexpr std::size_t keptCapacity = 64 * 1024;  // a parser that took larger texts is not kept

// Before 3.2 simdjson takes a lone low surrogate, from 3.2 on it skips a byte order mark; we take neither, whatever the
// version. RFC 8259, 8.1 leaves the mark to the parser.
bool needsStricterReading(std::string_view text) noexcept {
  return text.starts_with("\xEF\xBB\xBF") || text.find("\\ud") != std::string_view::npos ||
         text.find("\\uD") != std::string_view::npos;
}

simdjson::error_code parseInto(simdjson::dom::parser& parser, simdjson::dom::document& document, std::string_view text,
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

struct JsonDocument::Tree {
  simdjson::dom::document document;
};

JsonDocument::JsonDocument(std::unique_ptr<const Tree> tree) noexcept : tree_(std::move(tree)) {}
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonDocument::~JsonDocument() = default;

JsonValue JsonDocument::root() const noexcept {
  JsonValue root;
  if (tree_ != nullptr) JsonHandle::set(root, tree_->document.root());
  return root;
}

std::variant<JsonDocument, JsonFault> parseJson(std::string_view text, JsonLimits limits) {
  if (text.size() > limits.maxSize) return JsonFault(JsonFaultReason::tooLarge, limits.maxSize, "");
  const std::size_t maxDepth = std::min(limits.maxDepth, deepest);

  thread_local simdjson::dom::parser kept;
  simdjson::dom::parser large;
  simdjson::dom::parser& parser = text.size() <= keptCapacity ? kept : large;
  auto tree = std::make_unique<JsonDocument::Tree>();
  const simdjson::error_code error = parseInto(parser, tree->document, text, maxDepth);
  if (error == simdjson::MEMALLOC) throw std::bad_alloc();

  if (error != simdjson::SUCCESS || needsStricterReading(text)) {
    std::optional<JsonFault> fault = json::findFault(text, maxDepth);
    if (fault) return *std::move(fault);
  }
  // The finder reads the whole grammar: a text that it takes and simdjson does not has no place of its own to name.
  if (error != simdjson::SUCCESS) return JsonFault(JsonFaultReason::unexpectedByte, 0, "");
  return JsonDocument(std::move(tree));
}

}  // namespace serinus
