#include "broker/subscriber_watch.hpp"

#include "base/what_threw.hpp"

#include <exception>
#include <iostream>

namespace serinus::broker {

namespace {

/// It is told of subscribers; it does not stop them. A topic has no application, and so no logger.
void call(const std::function<void()>& callback) noexcept {
  try {
    if (callback) callback();
  } catch (...) {
    std::cerr << whatThrew("serinus: what a topic told of its subscribers", std::current_exception()) << '\n';
  }
}

}  // namespace

void SubscriberWatch::tell() noexcept {
  if (!onFirst_ && !onLast_) return;
  const std::lock_guard lock(telling_);
  if (isTelling_) return;  // a callback has subscribed or left: whoever calls it looks again
  isTelling_ = true;
  while (toldOfSome_ != (count() > 0)) {
    toldOfSome_ = !toldOfSome_;
    call(toldOfSome_ ? onFirst_ : onLast_);
  }
  isTelling_ = false;
}

}  // namespace serinus::broker
