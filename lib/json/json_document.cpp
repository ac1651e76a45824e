#include <json/json_handle.hpp>
#include <json/parse_into.hpp>
#include <serinus/json/json_document.hpp>

#include <simdjson.h>

#include <optional>
#include <utility>

namespace serinus {

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
  thread_local simdjson::dom::parser kept;
  simdjson::dom::parser large;
  simdjson::dom::parser& parser = text.size() <= json::keptCapacity ? kept : large;
  auto tree = std::make_unique<JsonDocument::Tree>();
  std::optional<JsonFault> fault = json::parseInto(parser, tree->document, text, limits);
  if (fault) return *std::move(fault);
  return JsonDocument(std::move(tree));
}

}  // namespace serinus
