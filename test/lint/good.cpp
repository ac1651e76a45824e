// What every supported compiler compiles rightly. The lint's self-test expects no finding here.
#include "task.hpp"

Task<int> values() {
  co_await takesValue("a");
  co_await takesValue(Value("a", "b"));
  co_await takesValue(Value{"a", "b"}.event("c"));
  co_yield Value{"a", "b"};
  co_yield "text";
  co_return 0;
}

Task<int> namedFirst(std::shared_ptr<int> owner) {
  Aggregate aggregate{"a", "b"};
  co_await takesAggregate(std::move(aggregate));
  auto job = [owner] { ++*owner; };
  co_await takesFunction(std::move(job));
  co_return 0;
}

Task<int> trivialCaptures(int& count) {
  co_await takesFunction([&count] { ++count; });
  co_return 0;
}

Task<int> namedConditions() {
  const bool first = co_await ready();
  if (first) co_return 1;
  while (true) {
    const bool more = co_await ready();
    if (!more) break;
  }
  co_return 0;
}

Task<Aggregate> returned() {
  co_return Aggregate{"a", "b"};
}

auto storesCoroutine(std::shared_ptr<int> owner) {
  std::vector<std::function<Task<int>()>> handlers;
  handlers.push_back([owner]() -> Task<int> {
    co_await takesValue("a");
    co_return *owner;
  });
  return handlers;
}
