#pragma once

#include <serinus/json/json_document.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Reading the text of a token, before anything in it is believed.
namespace serinus::pipeline {

/// `header.payload.signature` (RFC 7515, 7.1), each base64url; views into the token.
struct JwtParts {
  std::string_view header;
  std::string_view payload;
  std::string_view signature;
};

/// Nothing when there are not three, or one is empty.
[[nodiscard]] std::optional<JwtParts> splitToken(std::string_view token) noexcept;

/// The JSON object of which `part` is *the* encoding, with no name twice in it (RFC 7515, 5.2; RFC 8725, 2.4: two
/// readers could take different ones).
[[nodiscard]] std::optional<JsonDocument> readTokenObject(std::string_view part);

/// Seconds since 1970, with a fraction perhaps (RFC 7519, 2), up to the year 9999.
[[nodiscard]] std::optional<std::chrono::duration<double>> numericDate(JsonValue value) noexcept;

/// A text, or the texts of an array; nothing for anything else.
[[nodiscard]] std::optional<std::vector<std::string_view>> oneOrMoreTexts(JsonValue value);

/// An array of texts, or words with spaces between.
[[nodiscard]] std::optional<std::vector<std::string_view>> listOfWords(JsonValue value);

}  // namespace serinus::pipeline
