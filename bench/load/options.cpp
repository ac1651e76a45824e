#include "options.hpp"

#include <functional>
#include <map>
#include <stdexcept>
#include <string_view>

namespace load {

namespace {

constexpr std::string_view usage =
    "usage: load http|echo|join|visit|fanout|sse|idle --port P [--pid SERVER] [--path /] [--connections N] [--depth N] "
    "[--size BYTES] [--body JSON] [--rate N] [--warmup SECONDS] [--time SECONDS]";

[[noreturn]] void refuse(const std::string& why) {
  throw std::invalid_argument(why + "\n" + std::string(usage));
}

}  // namespace

Options parse(int count, char** arguments) {
  if (count < 2) refuse("what is to be measured?");
  Options options;
  options.kind = arguments[1];
  const std::map<std::string_view, std::function<void(const std::string&)>> known = {
      {"--port", [&](const std::string& text) { options.port = static_cast<std::uint16_t>(std::stoul(text)); }},
      {"--pid", [&](const std::string& text) { options.pid = std::stoi(text); }},
      {"--path", [&](const std::string& text) { options.path = text; }},
      {"--connections", [&](const std::string& text) { options.connections = std::stoul(text); }},
      {"--depth", [&](const std::string& text) { options.depth = std::stoul(text); }},
      {"--size", [&](const std::string& text) { options.size = std::stoul(text); }},
      {"--rate", [&](const std::string& text) { options.rate = std::stod(text); }},
      {"--body", [&](const std::string& text) { options.body = text; }},
      {"--warmup", [&](const std::string& text) { options.warmup = std::chrono::duration<double>(std::stod(text)); }},
      {"--time", [&](const std::string& text) { options.time = std::chrono::duration<double>(std::stod(text)); }},
  };
  for (int i = 2; i < count; i += 2) {
    const auto option = known.find(arguments[i]);
    if (option == known.end() || i + 1 == count) refuse(std::string("not understood: ") + arguments[i]);
    try {
      option->second(arguments[i + 1]);
    } catch (const std::logic_error&) {
      refuse(std::string(arguments[i]) + " wants a number, not " + arguments[i + 1]);
    }
  }
  if (options.port == 0) refuse("--port is missing");
  if (options.rate > 0 && options.depth > 1) refuse("--rate is of one message at a time: without --depth");
  if (options.connections == 0 || options.depth == 0) refuse("--connections and --depth are at least 1");
  return options;
}

}  // namespace load
