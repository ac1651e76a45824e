#include "gateway/answer_streams.hpp"

#include <serinus/runtime/loop.hpp>

#include <algorithm>
#include <utility>

namespace serinus::gateway {

void AnswerStreams::start(std::string id, Task<> task) {
  auto& active = *active_.emplace_back(std::make_unique<Active>(*this, std::move(id)));
  if (active.task.start(std::move(task), *loop_, active)) sweepSoon();
}

void AnswerStreams::cancel(std::string_view id) noexcept {
  const auto found = std::ranges::find_if(active_, [&](const auto& active) { return active->id == id; });
  if (found != active_.end()) active_.erase(found);
}

void AnswerStreams::sweepSoon() noexcept {
  loop_->post([this, alive = std::weak_ptr<bool>(alive_)] {
    if (!alive.expired()) sweep();
  });
}

void AnswerStreams::sweep() noexcept {
  std::erase_if(active_, [](const auto& active) { return active->task.ended(); });
}

}  // namespace serinus::gateway
