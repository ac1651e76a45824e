#include "gateway/recovery_vault.hpp"

#include <serinus/base/random.hpp>

#include <algorithm>

namespace serinus::gateway {

namespace {

constexpr std::size_t tokenBytes = 24;  // 32 characters of base64url

// How long it takes says nothing about where they differ.
bool equalSecrets(std::string_view one, std::string_view other) noexcept {
  if (one.size() != other.size()) return false;
  unsigned char difference = 0;
  for (std::size_t i = 0; i < one.size(); ++i)
    difference = static_cast<unsigned char>(difference | (one[i] ^ other[i]));
  return difference == 0;
}

}  // namespace

std::string_view text(RecoveryFault fault) noexcept {
  switch (fault) {
    case RecoveryFault::unknown:
      return "unknown";
    case RecoveryFault::expired:
      return "expired";
    case RecoveryFault::identity:
      return "identity";
  }
  return {};
}

bool isSameClient(const pipeline::Identity* kept, bool wasNamedAtDoor, std::string_view newcomer,
                  TimePoint now) noexcept {
  if (!newcomer.empty()) return kept != nullptr && kept->principal().id() == newcomer;
  return kept == nullptr || (!wasNamedAtDoor && !kept->hasExpired(now));
}

std::vector<std::string> recoveryFaults(const std::optional<Recovery>& recovery) {
  constexpr Duration century = std::chrono::hours(24 * 365 * 100);
  std::vector<std::string> faults;
  if (!recovery) return faults;
  if (recovery->window <= Duration::zero())
    faults.emplace_back("recovery.window is not more than zero: give a time, or leave recovery out");
  if (recovery->window > century) faults.emplace_back("recovery.window is more than a hundred years: give less");
  if (recovery->maxKept == 0)
    faults.emplace_back("recovery.maxKept is zero: nobody could come back; give a number, or leave recovery out");
  return faults;
}

// ---- Tickets

RecoveryVault::Ticket& RecoveryVault::Ticket::operator=(Ticket&& other) noexcept {
  std::swap(vault_, other.vault_);
  std::swap(name_, other.name_);
  return *this;
}

void RecoveryVault::Ticket::reset() noexcept {
  if (vault_ != nullptr) std::exchange(vault_, nullptr)->forget(name_);
}

std::pair<RecoveryVault::Ticket, std::string> RecoveryVault::issue(Loop& where, ClientId id) {
  const std::lock_guard lock(mutex_);
  while (true) {
    std::string token = randomToken(tokenBytes);
    std::string name = token.substr(0, nameSize);
    if (!entries_.try_emplace(name, &where, id, token.substr(nameSize)).second) continue;
    return {Ticket(*this, std::move(name)), std::move(token)};
  }
}

void RecoveryVault::forget(const std::string& name) noexcept {
  std::vector<std::weak_ptr<Waiting>> waiting;
  {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(name);
    if (found == entries_.end()) return;
    waiting = std::move(found->second.waiting);
    entries_.erase(found);
  }
  tell(std::move(waiting));
}

// ---- Keeping

std::vector<KeptClient> RecoveryVault::keep(Ticket ticket, KeptClient client, TimePoint now) {
  std::vector<KeptClient> pushedOut;
  std::vector<std::weak_ptr<Waiting>> waiting;
  {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(ticket.name_);
    if (found == entries_.end()) {
      ticket.vault_ = nullptr;
      return pushedOut;
    }
    waiting = put(found, std::move(client), now + options_.window, pushedOut);
    ticket.vault_ = nullptr;  // from here on the entry lives by itself
  }
  tell(std::move(waiting));
  return pushedOut;
}

std::vector<KeptClient> RecoveryVault::giveBack(Claimed claimed) {
  std::vector<KeptClient> pushedOut;
  const std::lock_guard lock(mutex_);
  const auto [entry, isNew] = entries_.try_emplace(claimed.token.substr(0, nameSize), nullptr, claimed.client.id,
                                                   claimed.token.substr(nameSize));
  if (!isNew) return pushedOut;
  try {
    static_cast<void>(put(entry, std::move(claimed.client), claimed.expiresAt, pushedOut));
  } catch (const std::bad_alloc&) {
    entries_.erase(entry);
    throw;
  }
  return pushedOut;
}

/// @returns who waited for the end of its connection
std::vector<std::weak_ptr<RecoveryVault::Waiting>> RecoveryVault::put(Entries::iterator entry, KeptClient&& client,
                                                                      TimePoint expiresAt,
                                                                      std::vector<KeptClient>& pushedOut) {
  Entry& into = entry->second;
  std::vector<std::weak_ptr<Waiting>> waiting;
  if (isClosed_) {
    waiting = std::move(into.waiting);
    entries_.erase(entry);
    return waiting;
  }
  const Turn turn{expiresAt, next_++};
  kept_.emplace(turn, entry->first);  // what follows asks for no memory
  into.phase = Phase::kept;
  into.loop = nullptr;
  into.turn = turn;
  into.kept.emplace(std::move(client));
  waiting = std::move(into.waiting);
  try {
    while (kept_.size() > options_.maxKept) retireFirst(pushedOut);
  } catch (const std::bad_alloc&) {  // there is one more until the next one comes
  }
  return waiting;
}

/// Without the memory for it nothing has changed.
void RecoveryVault::retireFirst(std::vector<KeptClient>& retired) {
  const auto first = kept_.begin();
  Entry& entry = entries_.find(first->second)->second;
  if (retired.size() == retired.capacity()) retired.reserve(retired.size() * 2 + 1);
  expired_.push_back(first->second);
  retired.push_back(std::move(*entry.kept));
  entry.kept.reset();
  entry.phase = Phase::expired;
  kept_.erase(first);
  if (expired_.size() <= options_.maxKept) return;
  entries_.erase(expired_.front());
  expired_.pop_front();
}

std::vector<KeptClient> RecoveryVault::expire(TimePoint now) {
  std::vector<KeptClient> retired;
  const std::lock_guard lock(mutex_);
  while (!kept_.empty() && kept_.begin()->first.first <= now) retireFirst(retired);
  return retired;
}

std::optional<TimePoint> RecoveryVault::nextDeadline() const {
  const std::lock_guard lock(mutex_);
  return kept_.empty() ? std::nullopt : std::optional(kept_.begin()->first.first);
}

std::size_t RecoveryVault::keptCount() const {
  const std::lock_guard lock(mutex_);
  return kept_.size();
}

void RecoveryVault::close() noexcept {
  Entries dropped(0, entries_.hash_function());  // what clients kept is destroyed without the lock
  const std::lock_guard lock(mutex_);
  isClosed_ = true;
  std::swap(dropped, entries_);
  kept_.clear();
  expired_.clear();
}

// ---- Coming back

RecoveryVault::Entries::iterator RecoveryVault::find(std::string_view token) {
  if (token.size() != tokenSize) return entries_.end();
  const auto found = entries_.find(token.substr(0, nameSize));
  if (found == entries_.end() || !equalSecrets(found->second.secret, token.substr(nameSize))) return entries_.end();
  return found;
}

RecoveryVault::Claim RecoveryVault::claim(std::string_view token, std::string_view newcomer, TimePoint now) {
  const std::lock_guard lock(mutex_);
  const auto found = find(token);
  if (found == entries_.end()) return RecoveryFault::unknown;
  Entry& entry = found->second;
  if (entry.phase == Phase::live) return Live(*entry.loop, entry.id, found->first);
  if (entry.phase == Phase::expired || now >= entry.turn.first) return RecoveryFault::expired;
  const auto* const known = entry.kept->state.find<pipeline::Identity>();
  if (!isSameClient(known, entry.kept->wasNamedAtDoor, newcomer, now)) return RecoveryFault::identity;
  Claimed claimed(std::move(*entry.kept), std::string(token), entry.turn.first);
  kept_.erase(entry.turn);
  entries_.erase(found);
  return claimed;
}

bool RecoveryVault::await(const std::string& name, const std::shared_ptr<Waiting>& waiting) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(name);
  if (found == entries_.end() || found->second.phase != Phase::live) return false;
  // Whoever has the token can ask as often as he likes.
  std::erase_if(found->second.waiting, [](const std::weak_ptr<Waiting>& one) { return one.expired(); });
  found->second.waiting.push_back(waiting);
  return true;
}

void RecoveryVault::tell(std::vector<std::weak_ptr<Waiting>> waiting) noexcept {
  for (const std::weak_ptr<Waiting>& one : waiting) {
    if (const auto alive = one.lock()) alive->onEnded();
  }
}

}  // namespace serinus::gateway
