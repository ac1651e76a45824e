// Loads a server on loopback and prints what that cost it as a line of JSON.
#include "loads.hpp"

#include <exception>
#include <iostream>
#include <stdexcept>

namespace {

std::string run(const load::Options& options) {
  if (options.kind == "http") return toJson(load::http(options));
  if (options.kind == "echo") return toJson(load::echo(options));
  if (options.kind == "join") return toJson(load::join(options));
  if (options.kind == "visit") return toJson(load::visit(options));
  if (options.kind == "fanout") return toJson(load::fanout(options));
  if (options.kind == "sse") return toJson(load::eventFanout(options));
  if (options.kind == "idle") return load::idle(options);
  throw std::invalid_argument("there is no load called " + options.kind);
}

}  // namespace

int main(int count, char** arguments) {
  try {
    std::cout << run(load::parse(count, arguments)) << std::endl;
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "load: " << error.what() << '\n';
    return 1;
  }
}
