#pragma once

#include <serinus/runtime/async_generator.hpp>
#include <serinus/runtime/task.hpp>

namespace serinus::runtime {

/// What a function returns: a value, a task with one, or a generator of many.
template <class T>
struct ResultKind {
  static constexpr bool isTask = false;
  static constexpr bool isGenerator = false;
  using Value = T;
};
template <class T>
struct ResultKind<Task<T>> {
  static constexpr bool isTask = true;
  static constexpr bool isGenerator = false;
  using Value = T;
};
template <class T>
struct ResultKind<AsyncGenerator<T>> {
  static constexpr bool isTask = false;
  static constexpr bool isGenerator = true;
  using Value = T;
};

}  // namespace serinus::runtime
