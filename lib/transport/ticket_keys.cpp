#include "transport/ticket_keys.hpp"

#include <serinus/base/random.hpp>

#include <utility>

namespace serinus::transport {

TicketKeys::~TicketKeys() {
  forget(current_);
  forget(previous_);
}

TicketKey TicketKeys::current(TimePoint now) {
  const std::lock_guard lock(mutex_);
  passTime(now);
  if (!current_.isThere) {
    fillRandom(current_.key.name);
    fillRandom(current_.key.cipher);
    fillRandom(current_.key.mac);
    current_.since = now;
    current_.isThere = true;
  }
  return current_.key;
}

std::optional<TicketKeys::Known> TicketKeys::find(const TicketKey::Name& name, TimePoint now) {
  const std::lock_guard lock(mutex_);
  passTime(now);
  if (current_.isThere && current_.key.name == name) return Known{current_.key, true};
  if (previous_.isThere && previous_.key.name == name) return Known{previous_.key, false};
  return std::nullopt;
}

// What is old is overwritten, so that tickets that somebody has recorded cannot be opened later.
void TicketKeys::passTime(TimePoint now) {
  if (current_.isThere && now >= current_.since + lifetime_) {
    forget(previous_);
    previous_ = current_;
    forget(current_);
  }
  if (previous_.isThere && now >= previous_.since + 2 * lifetime_) forget(previous_);
}

void TicketKeys::forget(Kept& kept) noexcept {
  crypto::forget(kept.key.cipher);
  crypto::forget(kept.key.mac);
  kept.isThere = false;
}

}  // namespace serinus::transport
