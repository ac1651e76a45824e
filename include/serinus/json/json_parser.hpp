#pragma once

#include <serinus/json/json_document.hpp>
#include <serinus/json/json_fault.hpp>
#include <serinus/json/json_value.hpp>

#include <memory>
#include <string_view>
#include <variant>

namespace serinus {

namespace json {
class ParserMemory;
}

/// Parses one text after another into the same memory, so that parsing allocates nothing once it has seen texts of the
/// usual size (up to 64 KiB; what a larger one needed is given back by the next `parse`).
///
/// For one thread at a time. `parseJson` is for a document that stays.
class JsonParser {
public:
  JsonParser();
  JsonParser(JsonParser&&) noexcept;
  JsonParser& operator=(JsonParser&&) noexcept;
  ~JsonParser();

  /// What `parseJson` does, but the value and all reached from it live until the next call (the text may go at once).
  [[nodiscard]] std::variant<JsonValue, JsonFault> parse(std::string_view text, JsonLimits limits = {});

private:
  std::unique_ptr<json::ParserMemory> memory_;
};

}  // namespace serinus
