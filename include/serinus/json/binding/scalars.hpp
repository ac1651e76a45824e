#pragma once

#include <serinus/json/binding/reader.hpp>
#include <serinus/json/json_value.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// Single values, without templates: what is the same for every type is compiled once.
namespace serinus::json::binding {

bool readNull(Reader& reader, JsonValue value);
bool readBool(Reader& reader, JsonValue value, bool& out);
bool readSigned(Reader& reader, JsonValue value, std::int64_t lowest, std::int64_t highest, std::int64_t& out);
bool readUnsigned(Reader& reader, JsonValue value, std::uint64_t highest, std::uint64_t& out);
bool readDouble(Reader& reader, JsonValue value, double& out);
bool readFloat(Reader& reader, JsonValue value, float& out);  ///< rounds; fails beyond the range of float

/// The view lasts as long as the document.
bool readText(Reader& reader, JsonValue value, std::string_view& out);

/// Which of the names the text is.
bool readName(Reader& reader, JsonValue value, std::span<const std::string_view> names, std::size_t& out);

// Each appends one JSON value. Fractions as `JsonWriter` writes them.
void append(std::string& out, bool flag);
void append(std::string& out, std::int64_t number);
void append(std::string& out, std::uint64_t number);
void append(std::string& out, double number);
void append(std::string& out, float number);
void append(std::string& out, JsonValue value);  ///< `null` for an absent value

/// An empty text to write into, with room from the last time; `copyOf` gives it back.
[[nodiscard]] std::string takeScratch() noexcept;
/// A text of its own size, and no more memory than it needs.
[[nodiscard]] std::string copyOf(std::string&& written);

/// @throws std::invalid_argument  says that `number`, a value of an enum, has no name.
[[noreturn]] void throwNameless(std::int64_t number);

}  // namespace serinus::json::binding
