#pragma once

#include <serinus/json/json_value.hpp>
#include <serinus/json/read_fault.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace serinus::json {

enum class UnknownFields : std::uint8_t { ignore, refuse };

}  // namespace serinus::json

/// What `json::read` and `json::write` are made of: not for users.
namespace serinus::json::binding {

/// One reading under way: what it allows, and its fault. Whatever reads returns whether it could; the value at fault
/// says why, and on the way out each array and object adds the step that leads to it. So a path costs nothing until
/// there is a fault.
class Reader {
public:
  explicit Reader(UnknownFields unknownFields) noexcept : unknownFields_(unknownFields) {}

  [[nodiscard]] bool refusesUnknownFields() const noexcept { return unknownFields_ == UnknownFields::refuse; }

  // All return false, so that a reading function ends with one of them.
  bool fail(std::string reason);
  bool wants(std::string_view what, JsonValue got);  ///< fails with `wants <what>, got <got>`
  bool inMember(std::string_view key, std::size_t ordinal);
  bool inElement(std::size_t index);
  bool missing(std::string_view key);  ///< fails and adds the step

  /// After a fault. `root` stands for the value that was read, `text` is where it was read from, if known.
  [[nodiscard]] ReadFault fault(std::string_view root, std::optional<std::string_view> text) const;

private:
  UnknownFields unknownFields_;
  std::string reason_;
  std::vector<std::string> steps_;     // the innermost first
  std::vector<std::size_t> ordinals_;  // among the children of each array or object, the innermost first
};

}  // namespace serinus::json::binding
