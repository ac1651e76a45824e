#pragma once

#include <serinus/json/json_fault.hpp>
#include <serinus/json/json_limits.hpp>
#include <serinus/json/json_value.hpp>

#include <memory>
#include <string_view>
#include <variant>

namespace serinus {

/// A parsed JSON text: immutable, owns its memory (the text may go), cheap to move. Reading from several threads at
/// once is safe.
class JsonDocument {
public:
  JsonDocument(JsonDocument&&) noexcept;
  JsonDocument& operator=(JsonDocument&&) noexcept;
  ~JsonDocument();

  /// The outermost value. It and all values reached from it live as long as the document; absent once it was moved
  /// from.
  [[nodiscard]] JsonValue root() const noexcept;

private:
  struct Tree;
  explicit JsonDocument(std::unique_ptr<const Tree> tree) noexcept;
  friend std::variant<JsonDocument, JsonFault> parseJson(std::string_view text, JsonLimits limits);

  std::unique_ptr<const Tree> tree_;
};

/// Parses one JSON text as strictly as RFC 8259 defines it: no comments, no trailing commas, no byte order mark, UTF-8
/// alone; escaped surrogates must come in pairs, so every string that comes out is UTF-8. Keys may repeat
/// (see `JsonValue`). Numbers must fit the types that `JsonValue` gives.
///
/// A limit or the grammar violated is a `JsonFault`; what the text says is not judged.
[[nodiscard]] std::variant<JsonDocument, JsonFault> parseJson(std::string_view text, JsonLimits limits = {});

}  // namespace serinus
