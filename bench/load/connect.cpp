#include "loads.hpp"
#include "peer.hpp"
#include "readiness.hpp"
#include "window.hpp"

#include <deque>

namespace load {

namespace {

/// Connections that are opened, asked one thing, answered, and dropped for new ones.
Report open(const Options& options, const std::string& request, std::string_view status) {
  Report report{.kind = options.kind, .latencies = {}};
  std::deque<Peer> peers;
  Readiness readiness;
  const auto ask = [&](Peer& peer) {
    peer.sentAt = Clock::now();
    peer.begin(request);
    readiness.add(peer);
  };
  for (std::size_t i = 0; i < options.connections; ++i) ask(peers.emplace_back(options.port));
  std::vector<char> room(std::size_t{64} << 10);
  Window window(options, report);
  while (!window.isOver()) {
    readiness.wait(std::chrono::milliseconds(100), [&](Peer& peer) {
      const std::string_view answer = peer.read(room);
      if (answer.find("\r\n\r\n") == std::string_view::npos) return peer.keep(answer);
      if (answer.substr(9, 3) != status) throw std::runtime_error("answered " + std::string(answer.substr(0, 60)));
      report.latencies.add(Clock::now() - peer.sentAt);
      ++report.messages;
      peer.reset();
      ask(peer);
    });
  }
  return report;
}

}  // namespace

Report join(const Options& options) {
  return open(options, upgradeRequest(options.path), "101");
}

Report visit(const Options& options) {
  return open(options, "GET " + options.path + " HTTP/1.1\r\nHost: localhost\r\n\r\n", "200");
}

}  // namespace load
