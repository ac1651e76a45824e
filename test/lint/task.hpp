#pragma once

#include <coroutine>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

/// The least that good.cpp and bad.cpp need to be coroutines. Parsed by the lint's self-test, never linked.
template <class T>
struct Task {
  struct promise_type {
    Task get_return_object() { return {}; }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    template <class U>
    std::suspend_always yield_value(U&&) {
      return {};
    }
    void return_value(T) {}
    void unhandled_exception() {}
  };
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<>) {}
  T await_resume() { return T(); }
};

struct Aggregate {
  std::string name;
  std::string value;
};

class Value {
public:
  Value(const char* name, std::string value = {}) : name_(std::move(name)), value_(std::move(value)) {}
  Value& event(std::string name) {
    name_ = std::move(name);
    return *this;
  }

private:
  std::string name_;
  std::string value_;
};

Task<int> takesAggregate(Aggregate);
Task<int> takesValue(Value);
Task<int> takesText(std::string);
Task<int> takesList(std::initializer_list<int>);
Task<int> takesFunction(std::function<void()>);
Task<bool> ready();
