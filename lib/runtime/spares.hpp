#pragma once

#include <cstddef>
#include <memory>
#include <utility>

namespace serinus::runtime {

/// What is dear to make and often needed, kept between two uses: the last few that were given back.
template <class Thing, std::size_t most>
class Spares {
public:
  using Owned = std::unique_ptr<Thing>;

  /// @throws std::bad_alloc  here alone
  Spares() : things_(std::make_unique<Owned[]>(most)) {}

  [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
  /// The one that `take` gives. @pre  not empty
  [[nodiscard]] const Thing& next() const noexcept { return *things_[count_ - 1]; }
  /// @pre  not empty
  [[nodiscard]] Owned take() noexcept { return std::move(things_[--count_]); }
  /// Destroys it where there are enough.
  void give(Owned thing) noexcept {
    if (count_ < most) things_[count_++].swap(thing);
  }

private:
  std::unique_ptr<Owned[]> things_;
  std::size_t count_ = 0;
};

}  // namespace serinus::runtime
