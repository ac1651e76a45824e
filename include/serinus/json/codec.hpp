#pragma once

namespace serinus::json {

/// How a class of yours is read and written, by way of a type that already can be: text, a number, a struct, a vector,
/// or a `JsonValue` to look at whatever there is. Specialise it before the class is first read or written:
///
///     template <>
///     struct serinus::json::Codec<Uuid> {
///       static constexpr std::string_view wants = "a UUID";
///       static std::optional<Uuid> read(std::string_view text) { return Uuid::parse(text); }
///       static std::string write(const Uuid& id) { return id.text(); }
///     };
///
/// `read` returns nothing for a value that it refuses, and the fault says `wants a UUID, got "x"`. Views and values
/// given to `read` last until it returns. A class that is only read needs no `write`, and the other way round. A codec
/// goes before what the class would be without it.
template <class T>
struct Codec;

}  // namespace serinus::json
