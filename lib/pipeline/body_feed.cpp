#include <serinus/pipeline/body_feed.hpp>

#include <serinus/http/http_exception.hpp>

#include <stdexcept>
#include <utility>

namespace serinus::pipeline {

namespace {

class Deaf final : public BodyReaderListener {
public:
  void onBodyWanted() noexcept override {}
};

BodyReaderListener& nobody() noexcept {
  static Deaf deaf;
  return deaf;
}

}  // namespace

std::shared_ptr<BodyFeed> BodyFeed::of(std::string_view body) {
  auto feed = std::make_shared<BodyFeed>(nobody(), http::FormLimits());
  feed->add(body);
  feed->end();
  return feed;
}

void BodyFeed::wake() {
  if (reader_ != nullptr && hasNext()) std::exchange(reader_, {}).resume();
}

void BodyFeed::close() noexcept {
  source_ = &nobody();
  held_ = {};
  if (!isOver()) fail(std::make_exception_ptr(std::logic_error("the body of a request is read by its handler alone")));
}

std::optional<std::string> BodyFeed::take() {
  if (!held_.empty()) {
    const bool wasFull = isFull();
    std::string piece = std::exchange(held_, {});
    if (wasFull) source_->onBodyWanted();
    return piece;
  }
  if (fault_) std::rethrow_exception(fault_);
  return std::nullopt;
}

BodyAwaiter::~BodyAwaiter() {
  if (waits_) feed_->reader_ = nullptr;
}

void BodyAwaiter::await_suspend(std::coroutine_handle<> reader) {
  if (feed_->reader_ != nullptr) throw std::logic_error("a body is read by two at a time");
  feed_->reader_ = reader;
  waits_ = true;
  feed_->source_->onBodyWanted();
}

}  // namespace serinus::pipeline
