#include <json/json_handle.hpp>
#include <json/parse_into.hpp>
#include <json/parser_memory.hpp>
#include <serinus/json/json_parser.hpp>

#include <simdjson.h>

#include <utility>

namespace serinus {

namespace json {

struct ParserMemory::Buffers {
  simdjson::dom::parser parser;
  simdjson::dom::document document;
};

ParserMemory::ParserMemory() : kept_(std::make_unique<Buffers>()) {}
ParserMemory::~ParserMemory() = default;

std::optional<JsonFault> ParserMemory::parse(std::string_view text, JsonLimits limits, PathStyle style) {
  large_ = text.size() > keptCapacity ? std::make_unique<Buffers>() : nullptr;
  Buffers& buffers = large_ ? *large_ : *kept_;
  return parseInto(buffers.parser, buffers.document, text, limits, style);
}

JsonValue ParserMemory::root() const noexcept {
  JsonValue root;
  JsonHandle::set(root, (large_ ? large_ : kept_)->document.root());
  return root;
}

void ParserMemory::shrink() noexcept {
  large_.reset();
}

}  // namespace json

JsonParser::JsonParser() : memory_(std::make_unique<json::ParserMemory>()) {}
JsonParser::JsonParser(JsonParser&&) noexcept = default;
JsonParser& JsonParser::operator=(JsonParser&&) noexcept = default;
JsonParser::~JsonParser() = default;

std::variant<JsonValue, JsonFault> JsonParser::parse(std::string_view text, JsonLimits limits) {
  if (memory_ == nullptr) memory_ = std::make_unique<json::ParserMemory>();  // moved from
  std::optional<JsonFault> fault = memory_->parse(text, limits, json::PathStyle::pointer);
  if (fault) return *std::move(fault);
  return memory_->root();
}

}  // namespace serinus
