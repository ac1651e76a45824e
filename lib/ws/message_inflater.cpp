#include "ws/message_inflater.hpp"

#include <algorithm>
#include <utility>

namespace serinus::ws {

MessageInflater::MessageInflater(const DeflateSide& theirs, DeflatePool& pool) noexcept
    : pool_(&pool), windowBits_(theirs.windowBits), takeover_(theirs.takeover) {}

MessageInflater::~MessageInflater() {
  release();
}

Inflater::Step MessageInflater::step(ByteView input, MutableBytes room) {
  if (!inflater_) {
    if (input.empty()) return {0, 0, true};
    // Clients that cannot do 8 bits write with 9, as we do.
    inflater_ = takeover_ ? std::make_unique<Inflater>(std::max<int>(windowBits_, 9)) : pool_->borrow();
  }
  fed_ = fed_ || !input.empty();
  const Inflater::Step step = inflater_->step(input, room);
  pool_->tellInflated(step.produced);
  return step;
}

bool MessageInflater::end() {
  announced_ = 0;
  // A message without a byte should have had one (7.2.3.6); it cannot mean anything but the empty message.
  if (!std::exchange(fed_, false)) return true;
  const bool whole = inflater_->finish();
  if (!takeover_) release();
  return whole;
}

void MessageInflater::abandon() noexcept {
  announced_ = 0;
  fed_ = false;
  release();
}

void MessageInflater::release() noexcept {
  if (inflater_ && !takeover_) pool_->giveBack(std::move(inflater_));
  inflater_.reset();
}

}  // namespace serinus::ws
