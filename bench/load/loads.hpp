#pragma once

#include "measures.hpp"
#include "options.hpp"

#include <string>

namespace load {

// Each checks what it receives and throws std::runtime_error when it is not what it must be.

/// `depth` requests in flight on each connection, or one at a time when a rate is given.
[[nodiscard]] Report http(const Options& options);
/// The same with messages on WebSockets, which the server sends back.
[[nodiscard]] Report echo(const Options& options);
/// WebSockets that are opened and dropped, `connections` at a time; each one counts.
[[nodiscard]] Report join(const Options& options);
/// The same of connections that bring one request.
[[nodiscard]] Report visit(const Options& options);
/// `depth` messages of one publisher in flight, each for all WebSockets; a message counts for each that receives it.
[[nodiscard]] Report fanout(const Options& options);
/// The same with event streams at `path`, published by `POST /publish`.
[[nodiscard]] Report eventFanout(const Options& options);
/// What each of many WebSockets costs the server in memory when nothing happens, as a line of JSON.
[[nodiscard]] std::string idle(const Options& options);

}  // namespace load
