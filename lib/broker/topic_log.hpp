#pragma once

#include "base/keyed_hash.hpp"

#include <serinus/broker/history.hpp>
#include <serinus/broker/topic_entry.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <string>
#include <unordered_map>
#include <vector>

namespace serinus::broker {

/// What a topic keeps.
struct LogRules {
  History history{};
  bool keepsLatest = false;      ///< the latest event of each key, for those that come new
  bool conflates = false;        ///< of each key the latest alone, for everyone: there is no other history
  std::size_t maxKeys = 10'000;  ///< of which the latest is kept; those of the key unheard of for longest go first
};

/// The events of a topic in their order, as far as they are kept: a value that is told the time.
class TopicLog {
public:
  explicit TopicLog(const LogRules& rules) : rules_(rules) {}
  TopicLog(const TopicLog&) = delete;
  TopicLog& operator=(const TopicLog&) = delete;

  /// Gives the event its offset and time.
  void append(const std::shared_ptr<TopicEntry>& entry, TimePoint now);
  /// An event that nobody gets and nothing keeps.
  void skip() noexcept { ++head_; }

  /// The offset of the newest event; 0 before the first.
  [[nodiscard]] std::uint64_t head() const noexcept { return head_; }

  /// Whether an event has to be made for what is kept.
  [[nodiscard]] bool keeps() const noexcept { return keepsLatest() || rules_.history.count() > 0; }
  [[nodiscard]] bool keepsLatest() const noexcept { return rules_.keepsLatest || rules_.conflates; }

  enum class Reading {
    all,     ///< every event
    latest,  ///< of each key the latest
  };
  /// How one that was there before goes on reading.
  [[nodiscard]] Reading returning() const noexcept { return rules_.conflates ? Reading::latest : Reading::all; }

  /// Whether nothing behind `after` is missing.
  [[nodiscard]] bool reaches(std::uint64_t after, Reading reading, TimePoint now);

  /// Appends to `out` the events behind `after`, in order, at most `most`.
  /// @returns whether there are no more
  bool read(std::uint64_t after, Reading reading, std::size_t most, std::vector<EntryPtr>& out) const;

  [[nodiscard]] std::size_t historySize() const noexcept { return history_.size(); }
  [[nodiscard]] std::size_t historyBytes() const noexcept { return bytes_; }
  [[nodiscard]] std::size_t keys() const noexcept { return latest_.size(); }

private:
  struct Latest {
    EntryPtr entry;
    const std::string* key;  // of the map
  };
  using ByAge = std::list<Latest>;

  void keepInHistory(const std::shared_ptr<TopicEntry>& entry);
  void keepLatest(const EntryPtr& entry);
  void dropOldest();
  void expire(TimePoint now);
  [[nodiscard]] std::uint64_t firstKept() const noexcept { return head_ - history_.size() + 1; }

  const LogRules rules_;
  std::uint64_t head_ = 0;
  std::deque<EntryPtr> history_;  // the newest, without a gap up to `head_`
  std::size_t bytes_ = 0;
  ByAge latest_;  // by offset
  std::unordered_map<std::string, ByAge::iterator, KeyedHash, std::equal_to<>> byKey_;
  std::uint64_t forgotten_ = 0;  // the newest event that was the latest of its key and is not kept
};

}  // namespace serinus::broker
