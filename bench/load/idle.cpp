#include "loads.hpp"
#include "peer.hpp"

#include <chrono>
#include <deque>
#include <sstream>
#include <thread>

namespace load {

namespace {

/// One message there and back, so that all a connection needs has been there.
void open(std::deque<Peer>& peers, const Options& options, std::size_t count) {
  const std::string payload(options.size, 'x');
  const std::string expected = plainFrame(payload);
  std::vector<char> room(std::size_t{64} << 10);
  for (std::size_t i = 0; i < count; ++i) {
    Peer& peer = peers.emplace_back(options.port);
    peer.open(upgradeRequest(options.path), "101");
    peer.send(maskedFrame(payload));
    for (std::string_view came; came != expected; peer.keep(came)) came = peer.read(room);
  }
}

}  // namespace

std::string idle(const Options& options) {
  std::deque<Peer> peers;
  open(peers, options, 200);
  const std::size_t before = privateMemory(options.pid);
  open(peers, options, options.connections);
  // What was lent goes back to the system in its own time; nothing waits for this.
  std::this_thread::sleep_for(std::chrono::seconds(2));
  const std::size_t after = privateMemory(options.pid);
  std::ostringstream text;
  text << R"({"kind":"idle","connections":)" << options.connections << R"(,"bytesPerConnection":)"
       << (after - before) / options.connections << "}";
  return text.str();
}

}  // namespace load
