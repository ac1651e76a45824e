#pragma once

#include <memory>
#include <utility>

namespace serinus {

/// A part that few objects of many have: a `T` that takes the memory of a pointer until it is asked for. Copies are
/// deep; moved from, it is absent.
template <class T>
class Rare {
public:
  Rare() noexcept = default;
  Rare(const Rare& other) : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
  Rare(Rare&&) noexcept = default;
  Rare& operator=(const Rare& other) {
    if (this != &other) *this = Rare(other);
    return *this;
  }
  Rare& operator=(Rare&&) noexcept = default;
  ~Rare() = default;

  /// Null where there is none.
  [[nodiscard]] const T* find() const noexcept { return value_.get(); }
  /// Makes one where there is none. @throws std::bad_alloc
  [[nodiscard]] T& make() {
    if (!value_) value_ = std::make_unique<T>();
    return *value_;
  }
  void reset() noexcept { value_.reset(); }

private:
  std::unique_ptr<T> value_;
};

}  // namespace serinus
