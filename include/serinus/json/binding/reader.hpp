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

/// One reading under way: what it allows, and its faults. Whatever reads returns whether it could; the value at fault
/// says why, and on the way out each array and object adds the step that leads to it. So a path costs nothing until
/// there is a fault. What can be read is read on behind a fault, so that all are known at once.
class Reader {
public:
  /// So many are told; there is no reading on behind the last.
  static constexpr std::size_t mostFaults = 16;

  explicit Reader(UnknownFields unknownFields) noexcept : unknownFields_(unknownFields) {}

  [[nodiscard]] bool refusesUnknownFields() const noexcept { return unknownFields_ == UnknownFields::refuse; }

  /// How many faults there are so far.
  [[nodiscard]] std::size_t faultCount() const noexcept { return count_; }
  [[nodiscard]] bool isFull() const noexcept { return count_ >= mostFaults; }

  // All return false, so that a reading function ends with one of them.
  bool fail(std::string reason);
  bool wants(std::string_view what, JsonValue got);  ///< fails with `wants <what>, got <got>`
  bool missing(std::string_view key);                ///< fails and adds the step

  // The step to the faults behind the first `since`. @returns whether to read on behind them
  bool inMember(std::size_t since, std::string_view key, std::size_t ordinal);
  bool inElement(std::size_t since, std::size_t index);

  /// A fault of a field that was read from an object, or of the object for an empty name.
  void violate(std::string_view field, std::string reason);

  /// After faults. `root` stands for the value that was read, `text` is where it was read from, if known.
  [[nodiscard]] ReadFault fault(std::string_view root, std::optional<std::string_view> text) const;

private:
  struct Fault {
    std::string reason;
    std::vector<std::string> steps;     // the innermost first
    std::vector<std::size_t> ordinals;  // among the children of each array or object, the innermost first
  };
  [[nodiscard]] static std::string pathOf(std::string_view root, const Fault& fault);
  bool addStep(std::size_t since, const std::string& step, std::size_t ordinal);

  UnknownFields unknownFields_;
  std::vector<Fault> faults_;
  std::size_t count_ = 0;  // of these: it is asked for before and behind every value
};

}  // namespace serinus::json::binding
