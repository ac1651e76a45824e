#include "base/keyed_hash.hpp"

#include <serinus/pipeline/session_store.hpp>

#include <iterator>
#include <list>
#include <mutex>
#include <stdexcept>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace serinus {

struct MemorySessionStore::Table {
  struct Entry {
    std::string key;
    StoredSession session;
    TimePoint end;
  };
  using Entries = std::list<Entry>;

  explicit Table(MemorySessionStoreOptions o) : options(std::move(o)) {}

  /// Forgets it when its time is over.
  [[nodiscard]] Entry* find(const std::string& key, TimePoint now) {
    const auto found = places.find(std::string_view(key));
    if (found == places.end()) return nullptr;
    if (now < found->second->end) return &*found->second;
    erase(found->second);
    return nullptr;
  }
  void erase(Entries::iterator entry) {
    places.erase(std::string_view(entry->key));
    entries.erase(entry);
  }
  void makeRoom(TimePoint now) {
    while (!entries.empty() && (entries.size() >= options.capacity || now >= entries.back().end))
      erase(std::prev(entries.end()));
  }

  MemorySessionStoreOptions options;
  std::mutex mutex;
  Entries entries;                                                            // the last that was kept in front
  std::unordered_map<std::string_view, Entries::iterator, KeyedHash> places;  // by views of the keys in `entries`
};

MemorySessionStore::MemorySessionStore(MemorySessionStoreOptions options)
    : table_(std::make_unique<Table>(std::move(options))) {
  if (table_->options.capacity == 0) throw std::invalid_argument("MemorySessionStore: capacity is a number from 1 on");
}
MemorySessionStore::~MemorySessionStore() = default;

Task<std::optional<StoredSession>> MemorySessionStore::get(std::string key) {
  const std::lock_guard lock(table_->mutex);
  const Table::Entry* const entry = table_->find(key, table_->options.now());
  if (entry == nullptr) co_return std::nullopt;
  co_return entry->session;
}

Task<bool> MemorySessionStore::put(std::string key, std::string data, std::uint64_t expected,
                                   std::chrono::seconds timeToLive) {
  const std::lock_guard lock(table_->mutex);
  const TimePoint now = table_->options.now();
  Table::Entry* const entry = table_->find(key, now);
  if ((entry == nullptr ? 0 : entry->session.version) != expected) co_return false;
  if (entry == nullptr) {
    table_->makeRoom(now);
    table_->entries.push_front({std::move(key), {std::move(data), 1}, now + timeToLive});
    const auto place = table_->entries.begin();
    table_->places.emplace(place->key, place);
    co_return true;
  }
  entry->session.data = std::move(data);
  ++entry->session.version;
  entry->end = now + timeToLive;
  table_->entries.splice(table_->entries.begin(), table_->entries, table_->places.find(entry->key)->second);
  co_return true;
}

Task<> MemorySessionStore::remove(std::string key) {
  const std::lock_guard lock(table_->mutex);
  const auto found = table_->places.find(std::string_view(key));
  if (found != table_->places.end()) table_->erase(found->second);
  co_return;
}

std::size_t MemorySessionStore::size() const {
  const std::lock_guard lock(table_->mutex);
  return table_->entries.size();
}

}  // namespace serinus
