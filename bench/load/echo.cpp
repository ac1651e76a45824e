#include "loads.hpp"
#include "peer.hpp"
#include "readiness.hpp"
#include "window.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <optional>
#include <utility>

namespace load {

namespace {

/// What is asked, again and again, and how its answers are told apart.
struct Exchange {
  std::string request;
  /// The size of the answer at the start, 0 when it has not come whole. An answer that is wrong is thrown.
  std::function<std::size_t(std::string_view)> answer;
  std::string opening;    ///< the request that opens the connection
  std::string opened;     ///< the status it is answered with
  bool mayClose = false;  ///< the server may end a connection after some answers
};

/// Says when the next message is due, of each connection in turn. One that is not answered in time owes what it could
/// not send, and the time that counts begins when it was due: a server that stalls is not asked less.
class Pace {
public:
  Pace(double rate, std::deque<Peer>& peers)
      : peers_(&peers),
        interval_(std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / rate))),
        due_(Clock::now()) {}

  /// Calls `send` with those whose time has come.
  template <class Send>
  void run(Send send) {
    for (const auto now = Clock::now(); due_ <= now; due_ += interval_) {
      Peer& peer = (*peers_)[next_++ % peers_->size()];
      if (peer.owed++ == 0) peer.dueAt = due_;
      pay(peer, send);
    }
  }
  template <class Send>
  void pay(Peer& peer, Send send) {
    if (peer.owed == 0 || peer.inFlight > 0) return;
    send(peer, 1);
    peer.sentAt = std::exchange(peer.dueAt, peer.dueAt + interval_ * static_cast<Clock::rep>(peers_->size()));
    --peer.owed;
  }

private:
  std::deque<Peer>* peers_;
  Clock::duration interval_;
  Clock::time_point due_;
  std::size_t next_ = 0;
};

Report ask(const Options& options, const Exchange& exchange) {
  Report report{.kind = options.kind, .latencies = {}};
  std::deque<Peer> peers;
  Readiness readiness;
  std::string batch;
  for (std::size_t i = 0; i < options.depth; ++i) batch += exchange.request;
  for (std::size_t i = 0; i < options.connections; ++i) {
    Peer& peer = peers.emplace_back(options.port);
    peer.open(exchange.opening, exchange.opened);
    readiness.add(peer);
  }
  const auto send = [&](Peer& peer, std::size_t count) {
    peer.inFlight += count;
    peer.sentAt = Clock::now();
    const bool wasBlocked = peer.isBlocked();
    peer.send(std::string_view(batch).substr(0, count * exchange.request.size()));
    if (peer.isBlocked() && !wasBlocked) readiness.watchWriting(peer);
  };
  std::vector<char> room((std::size_t{4} << 20) + exchange.request.size() * 2);
  std::optional<Pace> pace;
  if (options.rate > 0) pace.emplace(options.rate, peers);
  const auto goOn = [&](Peer& peer, std::size_t count) { pace ? pace->pay(peer, send) : send(peer, count); };
  for (Peer& peer : peers) goOn(peer, options.depth);
  // Who keeps a pace looks again and again, on a core of its own, rather than to come late.
  const std::chrono::milliseconds most(pace ? 0 : 100);
  Window window(options, report);
  while (!window.isOver()) {
    if (pace) pace->run(send);
    readiness.wait(most, [&](Peer& peer) {
      std::string_view bytes;
      try {
        bytes = peer.read(room);
      } catch (const Closed&) {
        if (!exchange.mayClose) throw;
        peer.connectAgain();
        peer.open(exchange.opening, exchange.opened);
        readiness.add(peer);
        goOn(peer, options.depth);
        return;
      }
      std::size_t answers = 0;
      while (const std::size_t size = exchange.answer(bytes)) {
        bytes.remove_prefix(size);
        ++answers;
      }
      peer.keep(bytes);
      if (answers == 0) return;
      const auto now = Clock::now();
      for (std::size_t i = 0; i < answers; ++i) report.latencies.add(now - peer.sentAt);
      report.messages += answers;
      peer.inFlight -= answers;
      goOn(peer, answers);
    });
  }
  return report;
}

/// Compares answers with the last one, which they are like but for the time they say.
class HttpAnswers {
public:
  std::size_t operator()(std::string_view bytes) {
    if (!last_.empty() && bytes.substr(0, last_.size()) == last_) return last_.size();
    const std::size_t head = bytes.find("\r\n\r\n");
    if (head == std::string_view::npos) return 0;
    const std::string_view fields = bytes.substr(0, head);
    if (fields.substr(0, 12) != "HTTP/1.1 200")
      throw std::runtime_error("answered " + std::string(fields.substr(0, 60)));
    std::size_t length = fields.find("\r\nContent-Length: ");
    if (length == std::string_view::npos) length = fields.find("\r\ncontent-length: ");
    if (length == std::string_view::npos) throw std::runtime_error("an answer without Content-Length");
    const std::size_t body = std::stoul(std::string(fields.substr(length + 18, 12)));
    if (bytes.size() < head + 4 + body) return 0;
    const std::string_view content = bytes.substr(head + 4, body);
    if (body_.empty()) body_ = content;
    if (content != body_) throw std::runtime_error("two answers that differ");
    last_ = bytes.substr(0, head + 4 + body);
    return last_.size();
  }

private:
  std::string last_;
  std::string body_;
};

}  // namespace

Report http(const Options& options) {
  const std::string host = " HTTP/1.1\r\nHost: localhost\r\n";
  Exchange exchange;
  exchange.request = options.body.empty()
                         ? "GET " + options.path + host + "\r\n"
                         : "POST " + options.path + host + "Content-Type: application/json\r\nContent-Length: " +
                               std::to_string(options.body.size()) + "\r\n\r\n" + options.body;
  exchange.opening = "HEAD /" + host + "\r\n";
  exchange.opened = "200";
  exchange.answer = HttpAnswers();
  exchange.mayClose = true;
  return ask(options, exchange);
}

Report echo(const Options& options) {
  const std::string payload(options.size, 'x');
  Exchange exchange;
  exchange.request = maskedFrame(payload);
  exchange.opening = upgradeRequest(options.path);
  exchange.opened = "101";
  exchange.answer = [expected = plainFrame(payload)](std::string_view bytes) -> std::size_t {
    if (bytes.size() < expected.size()) return 0;
    if (bytes.substr(0, expected.size()) != expected) throw std::runtime_error("what came back is not what was sent");
    return expected.size();
  };
  return ask(options, exchange);
}

}  // namespace load
