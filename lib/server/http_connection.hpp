#pragma once

#include "http/body_decoder.hpp"
#include "server/connection.hpp"
#include "server/endpoints.hpp"
#include "server/request_in_hand.hpp"
#include "server/response_stream.hpp"

#include <serinus/http/exchange.hpp>
#include <serinus/http/request_parser.hpp>
#include <serinus/runtime/running_task.hpp>

#include <optional>

namespace serinus::server {

/// Speaks HTTP/1.1 on a connection: one request at a time, answered in order, until one upgrades it. What its requests
/// and responses mean to the connection, `http::Exchange` decides.
class HttpConnection final : public Protocol, runtime::CoroutineListener, pipeline::BodyReaderListener {
public:
  /// @param surplus  there are too many of the peer's address: its request is answered with 503, whatever it is
  HttpConnection(Connection& connection, const Endpoints& endpoints, bool surplus = false);
  ~HttpConnection() override;

private:
  using Outcome = AnsweredRequest::Outcome;

  enum class Phase : unsigned char {
    idle,  // between requests
    head,  // some bytes of a head have come
    body,
    rest,      // of a body that was answered before it had come, and is thrown away
    handling,  // a handler makes the response, or the application decides on an upgrade
    sending,   // a response's body is being made
    over,      // another protocol speaks, or the connection ends
  };

  void onBytes() override;
  void onEnd() override;
  void onLeaving() override;
  void onClosed() noexcept override;
  void onDrained() override;
  void onWake() override;
  [[nodiscard]] TimePoint deadline() const noexcept override;
  void onDeadline(TimePoint now) override;
  void drain() override;
  [[nodiscard]] bool demandsPace() const noexcept override { return true; }
  [[nodiscard]] std::size_t kept() const noexcept override {
    return inHand_ ? inHand_->parser.request().body().size() : 0;
  }

  void onCoroutineReady() noexcept override { connection_->wakeProtocol(); }
  void onBodyWanted() noexcept override;
  void onFormTooLarge(http::Excess excess) noexcept override;

  void beginRequest();
  void pump();
  void parse();
  void take(const http::RequestParser::Event& event);
  void onHead(const http::HeadComplete& head);
  void recognizeClient(Request& request);
  [[nodiscard]] bool chooseDecoder(const http::HeadComplete& head, std::uint64_t limit);
  void onBody(std::string_view piece);
  void onComplete();
  void onFault(const http::Fault& fault);
  void dispatch(routing::Found& found);
  [[nodiscard]] pipeline::Handled answerOf(const HttpRoute& route);
  void dispatchEarly(routing::Found& found);
  [[nodiscard]] bool feedHandler();
  void failFeed(std::exception_ptr fault);
  void settleFeed();
  void closeFeed() noexcept;
  [[nodiscard]] Response nothingHere();
  void handle(Task<Response> task);
  [[nodiscard]] Response takeResponse();
  void finishHandler();
  void openStream(EventStreamRoute& route, routing::Parameters parameters);
  [[nodiscard]] bool isEssential(const routing::Match& match) const;
  [[nodiscard]] bool upgrade();
  void admit(WebSocketRoute& route, routing::Parameters parameters);
  void finishAdmission(Response response);
  void endAdmission() noexcept;
  void respond(Response&& response);
  void refuse(Response&& response);
  void note(Outcome outcome, unsigned status, std::optional<std::uint64_t> bytes = std::nullopt);
  void beginBody(Response&& response);
  void sendBody();
  void cutBodyOff(std::exception_ptr fault);
  void finishResponse(bool keepAlive);
  void nextRequest();
  void end();
  void enter(Phase phase);
  /// Whether an answer is being made: the client's next bytes have to wait.
  [[nodiscard]] bool isAnswering() const noexcept { return phase_ == Phase::handling || phase_ == Phase::sending; }
  /// Whether a handler reads the body while it comes, and has not seen all of it.
  [[nodiscard]] bool isFeeding() const noexcept {
    return feed_ != nullptr && phase_ == Phase::handling && !feed_->isOver();
  }
  [[nodiscard]] bool mayParse() const noexcept;
  /// Whether somebody wants what comes of a body that is coded.
  [[nodiscard]] bool isDecoding() const noexcept {
    return decoder_ != nullptr && (isFeeding() || phase_ == Phase::body);
  }
  void count(Limit limit) noexcept { connection_->limiter().count(limit); }
  [[nodiscard]] Duration bodyAllowance() const noexcept;
  [[nodiscard]] TimePoint handlerDeadline() const noexcept;
  /// Which limit it is that is over when the deadline is.
  [[nodiscard]] Limit lateLimit(TimePoint now) const noexcept;
  [[nodiscard]] const PeerAddress& peer();
  [[nodiscard]] Response faultResponse(std::exception_ptr fault, const Request& request);

  Connection* connection_;
  const Endpoints* endpoints_;
  std::unique_ptr<RequestInHand> inHand_;  // null as long as nothing of a request has come
  http::Exchange exchange_;
  std::unique_ptr<http::BodyDecoder> decoder_;  // of a body that is coded
  std::shared_ptr<pipeline::BodyFeed> feed_;    // of a body that is handled while it comes
  WebSocketRoute* webSocket_ = nullptr;         // of the admission
  std::unique_ptr<WebSocketAdmission> admission_;
  HandshakePlace handshake_;  // as long as there is an admission
  runtime::RunningTask<Response> handling_;
  std::unique_ptr<ResponseStream> stream_;  // while a body is being made
  std::optional<PeerAddress> peer_;
  TimePoint since_;         // of the phase
  TimePoint requestSince_;  // of the request's first byte
  TimePoint waitsSince_;    // the handler, for more of the body
  Duration waited_{};       // before that, for the body so far
  std::size_t bodyReceived_ = 0;
  Phase phase_ = Phase::idle;
  bool surplus_ = false;
  bool draining_ = false;
  bool peerEnded_ = false;
  bool putOff_ = false;  // requests that have come wait for the next turn
};

}  // namespace serinus::server
