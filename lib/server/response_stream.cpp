#include "server/response_stream.hpp"

#include "server/response_output.hpp"

#include <serinus/pipeline/streamed.hpp>

#include <stdexcept>
#include <utility>

namespace serinus::server {

namespace {

constexpr int piecesPerTurn = 64;

}  // namespace

ResponseStream::ResponseStream(Connection& connection, Response response, const http::ResponseFraming& framing)
    : connection_(&connection), response_(std::move(response)), framing_(framing), owed_(response_.stream()->size()) {
  // Nobody else makes streamed bodies: what a response may hold is ours.
  pieces_ = runtime::RunningGenerator(static_cast<pipeline::BodySource&>(*response_.stream()).take());
}

ResponseStream::State ResponseStream::pull(runtime::CoroutineListener& listener) {
  if (!http::hasBody(response_.status(), framing_.method)) {  // the generator is not asked for what nobody is to see
    if (!hasBegun_) begin();
    return State::ended;
  }
  for (int i = 0; i < piecesPerTurn; ++i) {
    if (connection_->congested()) return State::held;
    const Outcome outcome =
        std::exchange(isWaiting_, false) ? pieces_.outcome() : pieces_.next(connection_->loop(), listener);
    if (outcome == Outcome::waiting) {
      isWaiting_ = true;
      return State::waiting;
    }
    try {
      if (outcome == Outcome::yielded) {
        write(std::move(pieces_.value()));
        continue;
      }
      pieces_.rethrow();
      end();
      return State::ended;
    } catch (...) {
      fault_ = std::current_exception();
      return State::failed;
    }
  }
  return State::interrupted;
}

void ResponseStream::begin() {
  coding_ = appendStreamHead(connection_->out(), response_, framing_);
  if (coding_ == http::StreamCoding::close) framing_.keepAlive = false;
  hasBegun_ = true;
}

void ResponseStream::write(std::string piece) {
  if (piece.empty()) return;
  if (owed_) {
    if (piece.size() > *owed_) throw std::length_error("a streamed body is longer than was announced");
    *owed_ -= piece.size();
  }
  if (!hasBegun_) begin();
  bytes_ += piece.size();
  transport::Outbox& out = connection_->out();
  if (isChunked()) {
    appendChunkHead(out, piece.size());
    out.append(std::move(piece));
    out.append(std::string_view("\r\n"));
  } else {
    out.append(std::move(piece));
  }
  if (connection_->queued() > Connection::highWatermark) connection_->flush();
}

void ResponseStream::end() {
  if (owed_ && *owed_ > 0) throw std::length_error("a streamed body is shorter than was announced");
  if (!hasBegun_) begin();
  if (!isChunked()) return;
  const bool isTrailed = coding_ == http::StreamCoding::trailed;
  appendStreamEnd(connection_->out(), isTrailed ? http::makeTrailers(*response_.trailers()) : Fields());
}

}  // namespace serinus::server
