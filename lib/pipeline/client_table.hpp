#pragma once

#include <serinus/pipeline/client_id.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <map>
#include <vector>

#include <sys/random.h>

namespace serinus::pipeline {

/// The clients of one gateway or stream on one loop: added and removed in O(1), found by id in O(1) without a hash,
/// visited in the order of their slots. An id names its slot, so that it is the whole index; but for clients that have
/// come back with the id they had elsewhere (`rename`), which are looked up. Each client says its `clientId()` itself.
template <class Client>
class ClientTable {
public:
  /// @throws std::bad_alloc, and then it was not added
  [[nodiscard]] ClientId add(Client& client) {
    std::uint32_t slot = 0;
    if (free_.empty()) {
      if (free_.capacity() <= slots_.size()) free_.reserve(slots_.size() * 2 + 8);  // `remove` asks for no memory
      slot = static_cast<std::uint32_t>(slots_.size());
      slots_.emplace_back();
    } else {
      slot = free_.back();
      free_.pop_back();
    }
    const ClientId id = draw(slot);
    slots_[slot] = &client;
    ++size_;
    return id;
  }

  /// Gives a client the id that it had before, on whatever loop; nobody here may have it. From then on its `clientId()`
  /// has to say so. @throws std::bad_alloc
  void rename(const ClientId& from, const ClientId& to) {
    const std::uint32_t slot = slotOf(from);
    if (to.slot() != slot) elsewhere_.emplace(to, slot);
    elsewhere_.erase(from);
  }

  void remove(const ClientId& id) noexcept {
    const std::uint32_t slot = slotOf(id);
    if (slot == none) return;
    if (slot != id.slot()) elsewhere_.erase(id);
    slots_[slot] = nullptr;
    free_.push_back(slot);
    --size_;
  }

  [[nodiscard]] Client* find(const ClientId& id) const noexcept {
    const std::uint32_t slot = slotOf(id);
    return slot != none ? slots_[slot] : nullptr;
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  /// Visits every client. The visitor may remove clients, also the visited one; those it adds may or may not be
  /// visited.
  template <class Visit>
  void forEach(Visit&& visit) const {
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      if (slots_[i] != nullptr) visit(*slots_[i]);
    }
  }

private:
  [[nodiscard]] std::uint32_t slotOf(const ClientId& id) const noexcept {
    Client* const there = id.slot() < slots_.size() ? slots_[id.slot()] : nullptr;
    if (there != nullptr && there->clientId() == id) return id.slot();
    if (elsewhere_.empty()) return none;
    const auto found = elsewhere_.find(id);
    return found != elsewhere_.end() ? found->second : none;
  }

  ClientId draw(std::uint32_t slot) {
    // 64 ids' worth of randomness for one system call.
    if (drawn_ == sizeof random_ / entropy) {
      if (::getrandom(random_, sizeof random_, 0) != static_cast<ssize_t>(sizeof random_)) std::abort();
      drawn_ = 0;
    }
    std::uint64_t secret = 0;
    std::uint32_t moreSecret = 0;
    const unsigned char* const bytes = random_ + entropy * drawn_++;
    std::memcpy(&secret, bytes, sizeof secret);
    std::memcpy(&moreSecret, bytes + sizeof secret, sizeof moreSecret);
    return ClientId(secret, moreSecret, slot);
  }

  static constexpr std::size_t entropy = 12;
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  std::vector<Client*> slots_;
  std::vector<std::uint32_t> free_;
  std::map<ClientId, std::uint32_t> elsewhere_;  // the slots of ids that do not name them
  std::size_t size_ = 0;
  unsigned char random_[64 * entropy];
  std::size_t drawn_ = 64;
};

}  // namespace serinus::pipeline
