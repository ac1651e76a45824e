#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace serinus {

/// A file of variables, as `.env` files are:
///
///     # what follows a # at the start of a line, or behind a space, is a remark
///     NAME=the value            # spaces around it are no part of it
///     export OTHER = "a value with spaces\nand a second line"
///     LITERAL='as it is: $HOME \n "quoted"'
///
/// Nothing is put in place of `$NAME`; a value is one line. A name twice is a fault, for readers differ in which is
/// meant.
class EnvFile {
public:
  struct Entry {
    std::string name;
    std::string value;
    std::size_t line;  ///< from 1
  };
  struct Fault {
    std::size_t line;
    std::string reason;  ///< holds names, never values
  };

  /// Reads all that can be read.
  [[nodiscard]] static EnvFile parse(std::string_view text);

  [[nodiscard]] const std::vector<Entry>& entries() const noexcept { return entries_; }
  [[nodiscard]] const std::vector<Fault>& faults() const noexcept { return faults_; }
  /// Null when it is not there.
  [[nodiscard]] const Entry* find(std::string_view name) const noexcept;

private:
  void readLine(std::string_view line, std::size_t number);

  std::vector<Entry> entries_;
  std::vector<Fault> faults_;
};

}  // namespace serinus
