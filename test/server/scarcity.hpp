#pragma once

#include <cstddef>

namespace serinus::test {

/// While it lives, one allocation of this thread fails: the one that comes after `count` others. What the far end of a
/// connection in memory asks for is not counted.
class Scarcity {
public:
  explicit Scarcity(std::size_t count) noexcept;
  Scarcity(const Scarcity&) = delete;
  Scarcity& operator=(const Scarcity&) = delete;
  ~Scarcity();

  /// Whether it has failed.
  [[nodiscard]] bool hasStruck() const noexcept;
};

}  // namespace serinus::test
