#include "broker/topic_log.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace serinus::broker {

void TopicLog::append(const std::shared_ptr<TopicEntry>& entry, TimePoint now) {
  entry->offset_ = head_ + 1;
  entry->time_ = now;
  if (keepsLatest()) keepLatest(entry);
  ++head_;
  if (!rules_.conflates && rules_.history.count() > 0) keepInHistory(entry);
  expire(now);
}

void TopicLog::keepInHistory(const std::shared_ptr<TopicEntry>& entry) {
  history_.emplace_back(entry);
  bytes_ += entry->weight();
  while (history_.size() > rules_.history.count() || bytes_ > rules_.history.bytes()) dropOldest();
}

void TopicLog::dropOldest() {
  bytes_ -= history_.front()->weight();
  history_.pop_front();
}

void TopicLog::expire(TimePoint now) {
  while (!history_.empty() && now - history_.front()->time() > rules_.history.age()) dropOldest();
}

void TopicLog::keepLatest(const EntryPtr& entry) {
  const auto known = byKey_.find(entry->key());
  // A reader of the latest alone must hear of a removal; one that comes new must not.
  const bool isKept = !entry->isRemoval() || rules_.conflates;
  if (known != byKey_.end()) {
    if (!isKept) {
      latest_.erase(known->second);
      byKey_.erase(known);
      return;
    }
    known->second->entry = entry;
    latest_.splice(latest_.end(), latest_, known->second);
    return;
  }
  if (!isKept) return;
  const auto place = byKey_.try_emplace(entry->key()).first;
  latest_.push_back(Latest{entry, &place->first});
  place->second = std::prev(latest_.end());
  if (latest_.size() <= rules_.maxKeys) return;
  forgotten_ = latest_.front().entry->offset();
  byKey_.erase(byKey_.find(*latest_.front().key));
  latest_.pop_front();
}

bool TopicLog::reaches(std::uint64_t after, Reading reading, TimePoint now) {
  if (reading == Reading::latest) return after >= forgotten_;
  expire(now);
  return after + 1 >= firstKept();
}

bool TopicLog::read(std::uint64_t after, Reading reading, std::size_t most, std::vector<EntryPtr>& out) const {
  if (reading == Reading::latest) {
    auto first = latest_.end();
    while (first != latest_.begin() && std::prev(first)->entry->offset() > after) --first;
    for (; first != latest_.end() && most > 0; ++first, --most) out.push_back(first->entry);
    return first == latest_.end();
  }
  const std::uint64_t begin = std::max(after + 1, firstKept());
  if (begin > head_) return true;
  const std::size_t available = static_cast<std::size_t>(head_ - begin + 1);
  const auto first = history_.end() - static_cast<std::ptrdiff_t>(available);
  const std::size_t count = std::min(most, available);
  std::copy_n(first, count, std::back_inserter(out));
  return count == available;
}

}  // namespace serinus::broker
