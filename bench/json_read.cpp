// What it costs to read a JSON text into a struct and to write it back, beside simdjson's parse of the same text.

#include <serinus/json/json_parser.hpp>
#include <serinus/json/read.hpp>
#include <serinus/json/write.hpp>

#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <variant>
#include <vector>

using namespace serinus;

namespace {

/// Three fields, some 60 bytes: a message of a chat.
struct Say {
  std::string room;
  std::string text;
  std::int32_t ttl = 0;

  static std::string sample() { return R"({"room":"general","text":"hello, everybody","ttl":3600})"; }
};

struct Player {
  std::uint32_t id = 0;
  std::string name;
  double x = 0;
  double y = 0;
  bool isReady = false;
  std::vector<std::uint16_t> items;
};

/// Some 1 KiB: the state of a game.
struct Game {
  std::string name;
  std::vector<Player> players;

  static std::string sample() {
    Game game{"the game of the evening", {}};
    for (std::uint32_t i = 0; i < 10; ++i)
      game.players.push_back(
          {1000 + i, "player " + std::to_string(i), i * 1.25, i * -0.5, i % 2 == 0, {1, 20, 300, 4000}});
    return json::write(game);
  }
};

void report(benchmark::State& state, const std::string& text) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(text.size()));
  state.counters["bytes"] = static_cast<double>(text.size());
}

template <class T>
void simdjsonParse(benchmark::State& state) {
  const std::string text = T::sample();
  simdjson::dom::parser parser;
  simdjson::dom::document document;
  for (auto _ : state) {
    auto root = parser.parse_into_document(document, text.data(), text.size(), true);
    benchmark::DoNotOptimize(root);
  }
  report(state, text);
}

template <class T>
void jsonParser(benchmark::State& state) {
  const std::string text = T::sample();
  JsonParser parser;
  for (auto _ : state) {
    auto root = parser.parse(text);
    benchmark::DoNotOptimize(root);
  }
  report(state, text);
}

template <class T>
void read(benchmark::State& state) {
  const std::string text = T::sample();
  for (auto _ : state) {
    auto value = json::tryRead<T>(text);
    if (value.index() != 0) std::abort();
    benchmark::DoNotOptimize(value);
  }
  report(state, text);
}

template <class T>
void readRefused(benchmark::State& state) {
  std::string text = T::sample();
  text.replace(text.rfind(':') + 1, 1, "tx").replace(text.rfind("tx"), 2, "[]");
  for (auto _ : state) {
    auto value = json::tryRead<T>(text);
    benchmark::DoNotOptimize(value);
  }
  report(state, text);
}

template <class T>
void writeAnew(benchmark::State& state) {
  const std::string text = T::sample();
  const T value = json::read<T>(text);
  for (auto _ : state) {
    std::string out = json::write(value);
    benchmark::DoNotOptimize(out);
  }
  report(state, text);
}

template <class T>
void writeIntoTheSame(benchmark::State& state) {
  const std::string text = T::sample();
  const T value = json::read<T>(text);
  std::string out;
  for (auto _ : state) {
    out.clear();
    json::write(out, value);
    benchmark::DoNotOptimize(out);
  }
  report(state, text);
}

BENCHMARK(simdjsonParse<Say>);
BENCHMARK(jsonParser<Say>);
BENCHMARK(read<Say>);
BENCHMARK(writeAnew<Say>);
BENCHMARK(writeIntoTheSame<Say>);
BENCHMARK(simdjsonParse<Game>);
BENCHMARK(jsonParser<Game>);
BENCHMARK(read<Game>);
BENCHMARK(writeAnew<Game>);
BENCHMARK(writeIntoTheSame<Game>);

}  // namespace

BENCHMARK_MAIN();
