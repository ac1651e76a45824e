#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace serinus::json {

enum class FaultKind : std::uint8_t {
  syntax,   ///< the text is not JSON, or is beyond a limit (`JsonFaultReason`)
  content,  ///< JSON, but not what the type wants
};

/// Why a text gives no value of the type that was asked for, and where: the first fault in the order of the text, and
/// the others behind it, 16 at most. What an object lacks, and what is wrong with it as a whole, is told when nothing
/// in it is wrong by itself.
class ReadFault {
public:
  /// Another fault of the same text.
  struct Other {
    std::string path;
    std::string reason;
  };

  ReadFault(FaultKind kind, std::string path, std::string reason, std::optional<std::size_t> offset)
      : path_(std::move(path)), reason_(std::move(reason)), offset_(offset), kind_(kind) {}

  [[nodiscard]] FaultKind kind() const noexcept { return kind_; }

  /// `$.user.tags[2]`, `$` for the outermost value. A key that is no plain name is quoted: `$["a b"]`. Keys are the
  /// sender's words; long ones are cut.
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

  /// In a few words: `wants an integer from 0 to 255, got 300`. May hold a piece of the text.
  [[nodiscard]] const std::string& reason() const noexcept { return reason_; }

  /// Where the value begins in the text, in bytes from 0; that of the object in which one is missing or not as it must
  /// be (`Constraints`); for a fault of syntax see `JsonFault::offset`. Nothing when it came from a `JsonValue`.
  [[nodiscard]] std::optional<std::size_t> offset() const noexcept { return offset_; }

  [[nodiscard]] const std::vector<Other>& others() const noexcept { return others_; }
  void add(std::string path, std::string reason) { others_.push_back({std::move(path), std::move(reason)}); }

  /// `$.user.age: wants an integer from 0 to 255, got 300`, of the first.
  [[nodiscard]] std::string message() const;

private:
  std::string path_;
  std::string reason_;
  std::optional<std::size_t> offset_;
  FaultKind kind_;
  std::vector<Other> others_;
};

/// Thrown by `read`; `what()` is the message of the fault.
class ReadError : public std::runtime_error {
public:
  explicit ReadError(ReadFault fault) : std::runtime_error(fault.message()), fault_(std::move(fault)) {}

  [[nodiscard]] const ReadFault& fault() const noexcept { return fault_; }

private:
  ReadFault fault_;
};

}  // namespace serinus::json
