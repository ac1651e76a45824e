// What g++ 12 compiles wrongly. The lint's self-test expects a finding on each marked line and nowhere else.
#include "task.hpp"

Task<int> aggregates() {
  co_await takesAggregate(Aggregate{"a", "b"});  // found
  co_await takesAggregate({"a", "b"});           // found
  co_yield Aggregate{"a", "b"};                  // found
  co_return 0;
}

Task<int> lambdas(std::shared_ptr<int> owner) {
  co_await takesFunction([owner] { ++*owner; });  // found
  co_return 0;
}

Task<int> lists() {
  co_await takesList({1, 2});  // found
  co_return 0;
}

Task<int> choices(bool known, const std::string& name) {
  co_await takesText(known ? std::string("x") : name);  // found
  co_return 0;
}

Task<int> conditions() {
  if (co_await ready()) co_return 1;     // found
  while (co_await ready()) co_yield 1;   // found
  if (!(co_await ready())) co_return 2;  // found
  switch (co_await takesValue("x")) {    // found
    default:
      break;
  }
  co_return 0;
}
