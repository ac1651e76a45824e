#pragma once

#include "base/keyed_hash.hpp"
#include "broker/subscriber_watch.hpp"
#include "broker/topic_log.hpp"
#include "broker/topic_place.hpp"

#include <serinus/broker/topic_settings.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace serinus::broker {

/// A topic: its log, and who is told, on which loops. Everything here may be called from any thread; followers are
/// touched on their own loops.
///
/// A published event gets its offset, goes into the log and onto the way to each loop that has followers, all under one
/// mutex, so that a follower that reads the log to its end knows that whatever is not there yet will be handed to it.
class TopicCore : public std::enable_shared_from_this<TopicCore> {
public:
  TopicCore(std::string name, TopicSettings settings);

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] const TopicSettings& settings() const noexcept { return settings_; }

  /// Counts an event that nobody would ever see. @returns its offset, or 0 when it has to be published after all
  [[nodiscard]] std::uint64_t publishUnseen();
  /// @throws std::logic_error  when the topic is closed
  std::uint64_t publish(const std::shared_ptr<TopicEntry>& entry);
  void close();

  [[nodiscard]] std::uint64_t head() const;
  [[nodiscard]] std::size_t subscribers() const noexcept { return watch_.count(); }

  [[nodiscard]] std::uint64_t commonEpoch() const noexcept { return epoch_; }
  [[nodiscard]] std::uint64_t epochOf(std::string_view user) const noexcept;

private:
  friend class TopicFollower;
  /// More than this on its way to a loop is given up: the loop reads the history, where there is one.
  static constexpr std::size_t mostOnTheWay = 65'536;

  [[nodiscard]] TopicRecovery add(TopicFollower& follower, const TopicRequest& request);
  void remove(TopicFollower& follower) noexcept;
  /// What the follower has not had, some of it. Read to the end, it is live.
  [[nodiscard]] TopicRead read(TopicFollower& follower, std::vector<EntryPtr>& out);
  [[nodiscard]] TopicRecovery begin(TopicFollower& follower, const std::string& since);
  [[nodiscard]] std::shared_ptr<TopicPlace> placeHere();
  void send(const std::shared_ptr<TopicPlace>& place, const std::shared_ptr<TopicEntry>& entry);
  void hurry(const std::shared_ptr<TopicPlace>& place);
  void arrive(TopicPlace& place) noexcept;
  [[nodiscard]] static TimePoint now() noexcept;

  const std::string name_;
  const TopicSettings settings_;
  const KeyedHash identities_;
  const std::uint64_t epoch_;
  mutable std::mutex mutex_;
  TopicLog log_;                                     // guarded, but for its rules
  std::vector<std::shared_ptr<TopicPlace>> places_;  // guarded
  bool isClosed_ = false;                            // guarded
  SubscriberWatch watch_;
};

}  // namespace serinus::broker
