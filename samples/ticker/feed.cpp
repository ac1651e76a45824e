#include "feed.hpp"

#include <serinus/runtime/loop.hpp>
#include <serinus/runtime/sleep.hpp>

#include <algorithm>
#include <exception>

namespace ticker {

using namespace serinus;

namespace {

/// What a market that was held up makes up for; the rest of the time never was.
constexpr std::chrono::milliseconds mostBehind{200};

}  // namespace

Task<> Feed::onApplicationReady() {
  tasks_.emplace(*Loop::current(), [this](std::exception_ptr) { logger_->error("Feed", "the market has crashed"); });
  tasks_->spawn(run());
  return {};
}

Task<> Feed::onApplicationShutdown() {
  tasks_.reset();
  return {};
}

Task<> Feed::run() {
  Loop& loop = *Loop::current();
  TimePoint due = loop.now();
  for (std::uint64_t n = 1;; ++n) {
    due = std::max(due + tick, loop.now() - mostBehind);
    co_await sleep(due - loop.now());
    publish(n);
  }
}

void Feed::publish(std::uint64_t tickNumber) {
  for (int i = 0; i < quotesPerTick && market_->isOpen(); ++i) quotes_->publish(market_->move());
  if (tickNumber % ticksPerTrade == 0) trades_->publish(market_->trade());
}

}  // namespace ticker
