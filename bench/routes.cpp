// Looking up one of many routes.
#include <serinus/routing/router.hpp>

#include <benchmark/benchmark.h>

#include <cstddef>
#include <string>
#include <vector>

namespace {

using serinus::Method;
using serinus::routing::Match;
using serinus::routing::Pattern;
using serinus::routing::Router;

/// `/areaN/thingM`, and below every tenth area parameters.
struct Many {
  explicit Many(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::string area = "/area" + std::to_string(i / 100);
      const std::string thing = "/thing" + std::to_string(i % 100);
      const bool hasParameter = i % 10 == 0;
      router.add(Method::get, Pattern(area + thing + (hasParameter ? "/:id" : "")), i, "Many");
      (hasParameter ? withParameter : literal).push_back(area + thing + (hasParameter ? "/4711" : ""));
    }
  }
  Router router;
  std::vector<std::string> literal;
  std::vector<std::string> withParameter;
};

void find(benchmark::State& state, std::vector<std::string> Many::* paths) {
  const Many many(static_cast<std::size_t>(state.range(0)));
  const std::vector<std::string>& asked = many.*paths;
  std::size_t at = 0;
  for (auto _ : state) {
    at = (at + 7919) % asked.size();
    const Match match = many.router.find(Method::get, asked[at]);
    benchmark::DoNotOptimize(match);
  }
}
BENCHMARK_CAPTURE(find, literal, &Many::literal)->Arg(100)->Arg(10'000)->Arg(100'000);
BENCHMARK_CAPTURE(find, withParameter, &Many::withParameter)->Arg(100)->Arg(10'000)->Arg(100'000);

void miss(benchmark::State& state) {
  const Many many(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(many.router.find(Method::get, "/area5/nothing/here"));
}
BENCHMARK(miss)->Arg(100)->Arg(10'000)->Arg(100'000);

}  // namespace

BENCHMARK_MAIN();
