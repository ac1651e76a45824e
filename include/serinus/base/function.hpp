#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace serinus {

template <class Signature>
class UniqueFunction;

/// A callable that owns what it calls and can only be moved. Small ones (three pointers) need no allocation.
template <class Result, class... Args>
class UniqueFunction<Result(Args...)> {
public:
  UniqueFunction() noexcept = default;
  UniqueFunction(std::nullptr_t) noexcept {}

  template <class Callable>
    requires(!std::same_as<std::remove_cvref_t<Callable>, UniqueFunction> &&
             std::is_invocable_r_v<Result, std::decay_t<Callable>&, Args...>)
  UniqueFunction(Callable&& callable) {
    using Stored = std::decay_t<Callable>;
    if constexpr (fitsInline<Stored>) {
      ::new (static_cast<void*>(storage_)) Stored(std::forward<Callable>(callable));
    } else {
      ::new (static_cast<void*>(storage_)) Stored*(new Stored(std::forward<Callable>(callable)));
    }
    operations_ = &operationsFor<Stored>;
  }

  UniqueFunction(UniqueFunction&& other) noexcept { takeFrom(other); }
  UniqueFunction& operator=(UniqueFunction&& other) noexcept {
    if (this != &other) {
      reset();
      takeFrom(other);
    }
    return *this;
  }
  ~UniqueFunction() { reset(); }

  [[nodiscard]] explicit operator bool() const noexcept { return operations_ != nullptr; }

  /// @throws std::bad_function_call  when empty
  Result operator()(Args... args) {
    if (operations_ == nullptr) throw std::bad_function_call();
    return operations_->call(storage_, std::forward<Args>(args)...);
  }

private:
  struct Operations {
    Result (*call)(void*, Args&&...);
    void (*move)(void* from, void* to) noexcept;
    void (*destroy)(void*) noexcept;
  };

  static constexpr std::size_t inlineSize = 3 * sizeof(void*);

  template <class Stored>
  static constexpr bool fitsInline = sizeof(Stored) <= inlineSize && alignof(Stored) <= alignof(std::max_align_t) &&
                                     std::is_nothrow_move_constructible_v<Stored>;

  template <class Stored>
  static Stored& stored(void* storage) noexcept {
    if constexpr (fitsInline<Stored>)
      return *std::launder(static_cast<Stored*>(storage));
    else
      return **std::launder(static_cast<Stored**>(storage));
  }

  template <class Stored>
  static constexpr Operations operationsFor{[](void* storage, Args&&... args) -> Result {
                                              if constexpr (std::is_void_v<Result>)
                                                std::invoke(stored<Stored>(storage), std::forward<Args>(args)...);
                                              else
                                                return std::invoke(stored<Stored>(storage),
                                                                   std::forward<Args>(args)...);
                                            },
                                            [](void* from, void* to) noexcept {
                                              if constexpr (fitsInline<Stored>) {
                                                ::new (to) Stored(std::move(stored<Stored>(from)));
                                                stored<Stored>(from).~Stored();
                                              } else {
                                                ::new (to) Stored*(&stored<Stored>(from));
                                              }
                                            },
                                            [](void* storage) noexcept {
                                              if constexpr (fitsInline<Stored>)
                                                stored<Stored>(storage).~Stored();
                                              else
                                                delete &stored<Stored>(storage);
                                            }};

  void takeFrom(UniqueFunction& other) noexcept {
    operations_ = std::exchange(other.operations_, nullptr);
    if (operations_ != nullptr) operations_->move(other.storage_, storage_);
  }
  void reset() noexcept {
    if (operations_ != nullptr) std::exchange(operations_, nullptr)->destroy(storage_);
  }

  alignas(std::max_align_t) std::byte storage_[inlineSize];
  const Operations* operations_ = nullptr;
};

}  // namespace serinus
