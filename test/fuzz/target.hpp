#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace serinus::fuzz {

/// An input has shown that a promise of the library does not hold.
class Violation : public std::logic_error {
public:
  using std::logic_error::logic_error;
};

/// @throws Violation  unless it holds
void require(bool holds, std::string_view promise);

/// @throws Violation  with both texts, unless they are the same
void requireSame(std::string_view got, std::string_view wanted, std::string_view promise);

/// A part of the library that takes bytes of anybody's, and what must hold whatever these are.
///
/// A target is a file with one constant of this type. Linked alone with libFuzzer it is fuzzed (`./dev fuzz`); linked
/// with the others into `test_fuzz_corpus` it is shown the inputs that were kept.
class Target {
public:
  /// @throws Violation  for an input that shows a fault
  using Run = void (*)(std::string_view data);

  /// @param name  of the folder under corpus/, too
  Target(std::string_view name, Run judge);

  /// Those linked into this program.
  [[nodiscard]] static const std::vector<Target>& all();

  [[nodiscard]] std::string_view name() const noexcept { return name_; }
  void run(std::string_view data) const { run_(data); }

private:
  std::string_view name_;
  Run run_;
};

}  // namespace serinus::fuzz
