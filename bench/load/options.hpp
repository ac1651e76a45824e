#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace load {

/// What to load a server with, and for how long.
struct Options {
  std::string kind;  ///< http, echo, join, visit, fanout, sse, idle
  std::uint16_t port = 0;
  int pid = 0;  ///< of the server, whose cost is measured; 0: none
  std::string path = "/";
  std::size_t connections = 64;
  std::size_t depth = 1;  ///< messages or requests in flight: on each connection, or of a fan-out in all
  std::size_t size = 16;  ///< bytes of a message
  double rate = 0;        ///< messages or requests a second, of all connections in turn; 0: each when it is answered
  std::string body;       ///< of a request; with one it is a POST of JSON
  std::chrono::duration<double> warmup{0.5};
  std::chrono::duration<double> time{3};
};

/// @throws std::invalid_argument  with what is wrong, and the usage
[[nodiscard]] Options parse(int count, char** arguments);

}  // namespace load
