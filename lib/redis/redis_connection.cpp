#include "redis/redis_connection.hpp"

#include <serinus/base/random.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace serinus::redis {

using transport::Transfer;

RedisConnection::RedisConnection(Loop& loop, std::shared_ptr<const RedisOptions> options, Dial dial)
    : loop_(&loop),
      options_(std::move(options)),
      dial_(std::move(dial)),
      reconnecting_(options_->retryFirst, options_->retryLongest),
      dialing_(loop, nullptr) {}

RedisConnection::~RedisConnection() = default;

std::shared_ptr<Call> RedisConnection::send(const std::vector<std::string>& arguments) {
  auto call = std::make_shared<Call>();
  std::string text;
  appendCommand(text, arguments);
  call->fault = admit(text.size());
  if (call->fault) return call;
  unsent_ += text;
  call->deadline = loop_->core().time() + options_->timeout;
  calls_.push_back(call);
  arm();
  if (isOpen()) loop_->core().atTurnEnd(*this);
  return call;
}

std::optional<RedisFault> RedisConnection::admit(std::size_t bytes) {
  const std::size_t unsent = unsent_.size() + out_.size() - written_;
  if (calls_.size() >= options_->maxWaiting || unsent + bytes > options_->maxUnsent) return RedisFault::busy;
  if (state_ == State::idle && reconnecting_.mayTry(loop_->core().time())) connect();
  if (state_ != State::idle) return std::nullopt;
  return lastFault_ == RedisFault::refused ? RedisFault::refused : RedisFault::unreachable;
}

void RedisConnection::connect() {
  state_ = State::dialing;
  dialing_.spawn(dialTask());
}

Task<> RedisConnection::dialTask() {
  std::unique_ptr<transport::Stream> stream;
  try {
    Task<std::unique_ptr<transport::Stream>> dialed = dial_(*loop_);
    stream = co_await std::move(dialed);
    if (stream) greet(std::move(stream));
  } catch (const std::exception&) {  // no descriptor is left, or no memory
    stream_.reset();
  }
  if (!stream_) drop(RedisFault::unreachable);
}

/// Password and database first; a `PING` at least, so that a server that is still loading, or full, is not taken for
/// one that works.
void RedisConnection::greet(std::unique_ptr<transport::Stream> stream) {
  reader_.emplace(options_->maxReply);
  out_.clear();
  written_ = 0;
  greetings_ = 1;
  if (!options_->password.empty()) {
    ++greetings_;
    std::vector<std::string> login{"AUTH"};
    if (!options_->user.empty()) login.push_back(options_->user);
    login.push_back(options_->password);
    appendCommand(out_, login);
  }
  appendCommand(out_, options_->database == 0 ? std::vector<std::string>{"PING"}
                                              : std::vector<std::string>{"SELECT", std::to_string(options_->database)});
  stream->watch(*this);
  stream_ = std::move(stream);
  state_ = State::greeting;
  loop_->core().atTurnEnd(*this);
}

runtime::Poller& RedisConnection::poller() noexcept {
  return loop_->core().poller();
}

std::optional<RedisFault> RedisConnection::takeGreeting(const RedisReply& reply) {
  // A user who may not PING is a user nevertheless.
  const bool mayNotPing = greetings_ == 1 && options_->database == 0 && reply.text().starts_with("NOPERM");
  if (reply.isError() && !mayNotPing) {
    refusal_ = reply.text();
    return refusal_.starts_with("LOADING") ? RedisFault::unreachable : RedisFault::refused;
  }
  if (--greetings_ > 0) return std::nullopt;
  state_ = State::ready;
  reconnecting_.succeeded();
  if (lastFault_ && options_->logger) options_->logger->info("RedisClient", "Redis is there again");
  lastFault_.reset();
  return std::nullopt;
}

void RedisConnection::onReady(runtime::Readiness) noexcept {
  if (!isOpen()) return;
  std::optional<RedisFault> fault;
  try {
    fault = readAll();
  } catch (const std::exception&) {  // no memory for a reply
    fault = RedisFault::protocol;
  }
  if (!fault && !write()) fault = RedisFault::lost;
  if (fault) drop(*fault);
}

void RedisConnection::onTurnEnd() noexcept {
  if (isOpen() && !write()) drop(RedisFault::lost);
}

void RedisConnection::onTimer() noexcept {
  if (calls_.empty()) return;
  if (calls_.front()->deadline > loop_->core().time()) return arm();
  drop(RedisFault::timeout);
}

std::optional<RedisFault> RedisConnection::readAll() {
  std::array<std::byte, std::size_t{16} * 1024> buffer;
  while (true) {
    const Transfer transfer = stream_->read(buffer);
    if (transfer.outcome == Transfer::Outcome::wouldBlock) return std::nullopt;
    if (transfer.outcome != Transfer::Outcome::moved) return RedisFault::lost;
    reader_->feed(ByteView(buffer).first(transfer.bytes));
    if (const auto fault = takeReplies()) return fault;
  }
}

std::optional<RedisFault> RedisConnection::takeReplies() {
  while (auto reply = reader_->next()) {
    if (greetings_ > 0) {
      if (const auto fault = takeGreeting(*reply)) return fault;
      continue;
    }
    if (calls_.empty()) return RedisFault::protocol;
    const std::shared_ptr<Call> call = std::move(calls_.front());
    calls_.pop_front();
    call->reply = std::move(*reply);
    if (const auto waiter = std::exchange(call->waiter, {})) waiter.resume();
  }
  if (reader_->hasFailed()) return RedisFault::protocol;
  return std::nullopt;
}

bool RedisConnection::write() noexcept {
  while (true) {
    if (written_ == out_.size()) {
      out_.clear();
      written_ = 0;
      if (state_ != State::ready || unsent_.empty()) return true;
      std::swap(out_, unsent_);
    }
    const std::array<ByteView, 1> piece{asBytes(out_).subspan(written_)};
    const Transfer transfer = stream_->write(piece);
    if (transfer.outcome == Transfer::Outcome::wouldBlock) return true;
    if (transfer.outcome != Transfer::Outcome::moved) return false;
    written_ += transfer.bytes;
  }
}

/// Ends the connection, and the calls.
void RedisConnection::drop(RedisFault fault) noexcept {
  const TimePoint now = loop_->core().time();
  const bool wasReady = state_ == State::ready;
  if (state_ == State::dialing && fault == RedisFault::timeout) dialing_.cancel();
  if (!wasReady && fault != RedisFault::refused) fault = RedisFault::unreachable;
  stream_.reset();
  reader_.reset();
  out_.clear();
  unsent_.clear();
  written_ = greetings_ = 0;
  state_ = State::idle;
  cancel();
  if (wasReady && calls_.empty() && fault == RedisFault::lost) return;  // Redis closes who says nothing for long
  note(fault);
  reconnecting_.failed(now, drawLots());
  for (const auto& call : std::exchange(calls_, {})) {
    const bool isLate = fault == RedisFault::timeout && call->deadline <= now;
    call->fault = fault == RedisFault::timeout && !isLate ? RedisFault::lost : fault;
    if (const auto waiter = std::exchange(call->waiter, {})) waiter.resume();
  }
}

void RedisConnection::arm() {
  if (!scheduled() && !calls_.empty()) loop_->core().addTimer(*this, calls_.front()->deadline);
}

void RedisConnection::note(RedisFault fault) noexcept {
  const std::string said = std::exchange(refusal_, {});
  if (std::exchange(lastFault_, fault) == fault || !options_->logger) return;
  const std::string text = RedisError(fault).what();
  options_->logger->warning("RedisClient", said.empty() ? text : text + ": " + said);
}

}  // namespace serinus::redis
