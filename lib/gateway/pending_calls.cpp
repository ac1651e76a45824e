#include "gateway/pending_calls.hpp"

#include "runtime/loop_core.hpp"

#include <serinus/gateway/event_exception.hpp>
#include <serinus/runtime/loop.hpp>

#include <algorithm>
#include <utility>

namespace serinus::gateway {

namespace {

std::exception_ptr fault(std::string_view code, std::string_view message) {
  return std::make_exception_ptr(EventException(std::string(code), std::string(message)));
}

/// The client's own words.
std::exception_ptr faultOf(const IncomingEvent& event) {
  return fault(event.data["code"].asString().value_or("error"), event.data["message"].asString().value_or(""));
}

}  // namespace

std::exception_ptr notAnsweredInTime() {
  return fault(EventErrorCode::timeout, "the client did not answer in time");
}

std::exception_ptr notSent(SendResult result) {
  if (result == SendResult::closed) return fault("disconnected", "the client is leaving");
  if (result == SendResult::dropped) return fault(EventErrorCode::dropped, "the client has not kept up");
  return nullptr;
}

void PendingCalls::answer(const IncomingEvent& event) {
  const auto found = std::ranges::find(waiting_, std::string_view(event.id), &PendingAnswer::id_);
  if (found == waiting_.end()) return;
  if (event.kind == EventKind::error)
    (*found)->settle({}, faultOf(event));
  else
    (*found)->settle(event.data, nullptr);
}

void PendingCalls::failAll() noexcept {
  while (!waiting_.empty()) waiting_.back()->settle({}, fault("disconnected", "the client has left"));
}

void PendingAnswer::settle(JsonValue data, std::exception_ptr fault) noexcept {
  leave();
  onSettled(data, std::move(fault));
}

void PendingAnswer::leave() noexcept {
  if (calls_ != nullptr) std::erase(std::exchange(calls_, nullptr)->waiting_, this);
}

void CallAwaiter::await_suspend(std::coroutine_handle<> caller) {
  caller_ = caller;
  wait();
  loop_->core().addTimer(*this, loop_->now() + timeout_);
}

JsonValue CallAwaiter::await_resume() const {
  if (fault_) std::rethrow_exception(fault_);
  return data_;
}

void CallAwaiter::onTimer() noexcept {
  settle({}, notAnsweredInTime());
}

void CallAwaiter::onSettled(JsonValue data, std::exception_ptr fault) noexcept {
  runtime::Timer::cancel();
  data_ = data;
  fault_ = std::move(fault);
  caller_.resume();
}

}  // namespace serinus::gateway
