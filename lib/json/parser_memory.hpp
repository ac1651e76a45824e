#pragma once

#include <json/fault_finder.hpp>
#include <serinus/json/json_fault.hpp>
#include <serinus/json/json_limits.hpp>
#include <serinus/json/json_value.hpp>

#include <memory>
#include <optional>
#include <string_view>

namespace serinus::json {

/// What `JsonParser` keeps from one text to the next.
class ParserMemory {
public:
  ParserMemory();
  ~ParserMemory();

  [[nodiscard]] std::optional<JsonFault> parse(std::string_view text, JsonLimits limits, PathStyle style);

  /// Of the text that was parsed last, until the next one.
  [[nodiscard]] JsonValue root() const noexcept;

  /// Ends the value and gives back what a large text needed.
  void shrink() noexcept;

private:
  struct Buffers;
  std::unique_ptr<Buffers> kept_;
  std::unique_ptr<Buffers> large_;  // when the last text was larger than what is kept
};

}  // namespace serinus::json
