#include "gateway/user_table.hpp"

#include <algorithm>

namespace serinus::gateway {

UserTable::Seat& UserTable::Seat::operator=(Seat&& other) noexcept {
  std::swap(table_, other.table_);
  std::swap(user_, other.user_);
  std::swap(number_, other.number_);
  return *this;
}

UserTable::Seat::~Seat() {
  if (table_ != nullptr) table_->leave(user_, number_);
}

void UserTable::Seat::take(ClientId client) {
  table_->sit(user_, number_, client);
}

UserTable::Entered UserTable::enter(std::string_view user, std::size_t most, WhenUserIsFull then) {
  const std::lock_guard lock(mutex_);
  std::string key(user);
  std::vector<Taken>& seats = users_[key];
  Entered entered;
  if (seats.size() >= most) {
    if (then == WhenUserIsFull::refuse) return entered;
    // One that has not sat down yet cannot be asked to leave; it is younger than any that has.
    const auto oldest = std::ranges::find_if(seats, [](const Taken& seat) { return seat.client.has_value(); });
    if (oldest == seats.end()) return entered;
    entered.replaced = oldest->client;
    seats.erase(oldest);
  }
  seats.push_back(Taken{next_, std::nullopt});
  entered.seat.emplace(*this, std::move(key), next_++);
  return entered;
}

void UserTable::leave(const std::string& user, std::uint64_t number) noexcept {
  const std::lock_guard lock(mutex_);
  const auto found = users_.find(user);
  if (found == users_.end()) return;
  std::erase_if(found->second, [&](const Taken& seat) { return seat.number == number; });
  if (found->second.empty()) users_.erase(found);
}

void UserTable::sit(const std::string& user, std::uint64_t number, ClientId client) {
  const std::lock_guard lock(mutex_);
  const auto found = users_.find(user);
  if (found == users_.end()) return;
  for (Taken& seat : found->second) {
    if (seat.number == number) seat.client = client;
  }
}

}  // namespace serinus::gateway
