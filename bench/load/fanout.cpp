#include "loads.hpp"
#include "peer.hpp"
#include "readiness.hpp"
#include "window.hpp"

#include <algorithm>
#include <deque>
#include <stdexcept>

namespace load {

namespace {

/// How messages are published, and what each receiver gets of one.
struct Broadcast {
  std::string opening;  ///< of a receiver
  std::string opened;
  std::string publishing;  ///< opens the publisher; nothing: it needs none
  std::string request;
  std::string expected;  ///< by each receiver
};

/// Bytes of a stream that repeats one message, of which some have come.
class Repeated {
public:
  explicit Repeated(std::string message) : message_(std::move(message)) {
    while (twice_.size() < std::size_t{64} << 10 || twice_.size() < 2 * message_.size()) twice_ += message_;
  }
  /// @param at  how many bytes came before
  [[nodiscard]] bool goesOnWith(std::uint64_t at, std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto from = static_cast<std::size_t>(at % message_.size());
      const std::string_view expected = std::string_view(twice_).substr(from, bytes.size());
      if (bytes.substr(0, expected.size()) != expected) return false;
      bytes.remove_prefix(expected.size());
      at += expected.size();
    }
    return true;
  }

private:
  std::string message_;
  std::string twice_;
};

/// How long the chunk is with which a server of events tells readers when to come back, if it does.
std::size_t greetingOf(std::string_view bytes) {
  const std::size_t chunk = bytes.find("\r\nretry: ");
  return chunk > 8 ? 0 : bytes.find("\n\n\r\n") + 4;
}

Report publish(const Options& options, const Broadcast& broadcast) {
  Report report{.kind = options.kind, .latencies = {}};
  std::deque<Peer> peers;
  Readiness readiness;
  for (std::size_t i = 0; i < options.connections; ++i) {
    Peer& peer = peers.emplace_back(options.port);
    peer.open(broadcast.opening, broadcast.opened);
    readiness.add(peer);
  }
  Peer publisher(options.port);
  if (!broadcast.publishing.empty()) publisher.open(broadcast.publishing, broadcast.opened);
  readiness.add(publisher);

  const Repeated expected(broadcast.expected);
  std::vector<char> room(std::size_t{4} << 20);
  std::deque<Clock::time_point> published;
  std::uint64_t deliveries = 0;  // of the oldest that is not delivered everywhere, and all behind it
  const std::size_t all = options.connections;
  const auto send = [&](std::size_t count) {
    std::string requests;
    for (std::size_t i = 0; i < count; ++i) {
      requests += broadcast.request;
      published.push_back(Clock::now());
    }
    if (count > 0) publisher.send(requests);
  };
  std::uint64_t complete = 0;  // messages that every receiver has
  send(options.depth);
  Window window(options, report);
  while (!window.isOver()) {
    readiness.wait(std::chrono::milliseconds(100), [&](Peer& peer) {
      std::string_view bytes = peer.read(room);
      if (&peer == &publisher) return;
      if (peer.received == 0) bytes.remove_prefix(greetingOf(bytes));
      if (!expected.goesOnWith(peer.received, bytes)) throw std::runtime_error("what came is not what was published");
      const std::uint64_t before = peer.received / broadcast.expected.size();
      peer.received += bytes.size();
      const std::uint64_t after = peer.received / broadcast.expected.size();
      const auto now = Clock::now();
      for (std::uint64_t message = before; message < after; ++message)
        report.latencies.add(now - published[static_cast<std::size_t>(message - complete)]);
      report.messages += after - before;
      deliveries += after - before;
    });
    if (deliveries < all) continue;
    std::uint64_t least = ~std::uint64_t{0};
    for (const Peer& peer : peers) least = std::min(least, peer.received / broadcast.expected.size());
    const auto done = static_cast<std::size_t>(least - complete);
    published.erase(published.begin(), published.begin() + static_cast<std::ptrdiff_t>(done));
    complete = least;
    deliveries -= done * all;
    send(done);
  }
  return report;
}

}  // namespace

Report fanout(const Options& options) {
  const std::string payload(options.size, 'x');
  Broadcast broadcast;
  broadcast.opening = upgradeRequest(options.path);
  broadcast.opened = "101";
  broadcast.publishing = broadcast.opening;
  broadcast.request = maskedFrame(payload);
  broadcast.expected = plainFrame(payload);
  return publish(options, broadcast);
}

Report eventFanout(const Options& options) {
  const std::string payload(options.size, 'x');
  const std::string event = "data: " + payload + "\n\n";
  std::array<char, 16> size{};
  const int digits = std::snprintf(size.data(), size.size(), "%zx", event.size());
  Broadcast broadcast;
  broadcast.opening = "GET " + options.path + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";
  broadcast.opened = "200";
  broadcast.request = "POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(payload.size()) +
                      "\r\n\r\n" + payload;
  broadcast.expected = std::string(size.data(), static_cast<std::size_t>(digits)) + "\r\n" + event + "\r\n";
  return publish(options, broadcast);
}

}  // namespace load
