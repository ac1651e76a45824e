#pragma once

#include "broker/entry_forms.hpp"
#include "broker/topic_log.hpp"

#include <serinus/broker/topic_recovery.hpp>
#include <serinus/broker/topic_request.hpp>
#include <serinus/runtime/sleep.hpp>

#include <cstdint>
#include <memory>
#include <optional>

namespace serinus::broker {

class TopicCore;
class TopicPlace;

/// What reading a topic came to.
struct TopicRead {
  bool isLost = false;    ///< what comes next is not there any more; the follower begins anew
  bool isClosed = false;  ///< there will be no more
  std::uint64_t head = 0;
  TopicLog::Reading returning = TopicLog::Reading::all;
};

/// One subscriber, on the loop where it began. It is *live* when it has been given everything, and is then handed what
/// its loop is handed; otherwise it reads what it has not had from the topic's log, at its own speed.
///
/// So a slow subscriber has no queue: it has a place in the history, or has lost it.
class TopicFollower : runtime::Timer {
public:
  /// @param destination  where events go: known to be touched by each of them
  /// @param behind       where they go from there, if that is known, too
  explicit TopicFollower(const void* destination = nullptr, const void* behind = nullptr) noexcept
      : destination_(destination), behind_(behind) {}
  virtual ~TopicFollower();

  /// Subscribes. Nothing is told or taken before `resume()`.
  [[nodiscard]] TopicRecovery follow(std::shared_ptr<TopicCore> topic, const TopicRequest& request);
  [[nodiscard]] bool isFollowing() const noexcept { return topic_ != nullptr; }
  void leave() noexcept;

  /// It can take events, for the first time or again.
  void resume() noexcept;

  [[nodiscard]] const std::shared_ptr<TopicCore>& topic() const noexcept { return topic_; }
  [[nodiscard]] const TopicFilter& filter() const noexcept { return filter_; }

  /// Fetches from memory what an event will touch: each follower is somewhere else, and so is its connection, and the
  /// way there is most of what an event costs.
  static void fetch(const TopicFollower* follower) noexcept { __builtin_prefetch(follower); }
  static void fetchDestination(const TopicFollower* follower) noexcept {
    if (follower == nullptr) return;
    __builtin_prefetch(follower->destination_);
    __builtin_prefetch(follower->behind_);
  }

protected:
  [[nodiscard]] TopicCursor cursorAt(std::uint64_t offset) const noexcept { return {epoch_, offset}; }
  /// Whether its cursors are those of everyone who has no identity.
  [[nodiscard]] bool hasCommonCursors() const noexcept { return hasCommonCursors_; }

  /// Whether it can take one event more. Where not, it calls `resume()` when it can.
  [[nodiscard]] virtual bool canTake() const noexcept = 0;
  virtual void take(const EntryPtr& entry, EntryForms& forms) noexcept = 0;
  /// How it began, before anything else.
  virtual void onBegun(const TopicRecovery&) noexcept {}
  /// What it missed is lost, since it was away or too slow, and it goes on behind `from`.
  virtual void onReset(TopicReset reason, TopicCursor from) noexcept = 0;
  /// The topic was closed, and it has had everything.
  virtual void onTopicClosed() noexcept = 0;

private:
  friend class TopicCore;
  friend class TopicPlace;
  void offer(const EntryPtr& entry, EntryForms& forms) noexcept;
  void fallBehind(std::uint64_t delivered) noexcept;
  void catchUp() noexcept;
  void tellBeginning() noexcept;
  void takeFromLog(const EntryPtr& entry, EntryForms& forms) noexcept;
  void arrive(const TopicRead& read) noexcept;
  void beginAnew(std::uint64_t head) noexcept;
  void schedule() noexcept;
  void onTimer() noexcept override;

  std::shared_ptr<TopicCore> topic_;
  std::shared_ptr<TopicPlace> place_;
  std::shared_ptr<void> stay_;  // as one who is present, while it follows
  TopicFilter filter_;
  std::optional<TopicRecovery> untold_;  // how it began, until it can take that
  TimePoint lastTaken_{};
  std::uint64_t epoch_ = 0;
  std::uint64_t snapshotEnd_ = 0;
  bool* isGone_ = nullptr;  // while it takes: where to say that it was destroyed
  // Side by side, and beside what a subclass has: all that an event touches of one that is live.
  const void* destination_;  // for `fetchDestination` alone
  const void* behind_;
  Duration every_{};
  std::uint64_t position_ = 0;  // what is up to here is done with
  TopicLog::Reading reading_ = TopicLog::Reading::all;
  bool isLive_ = false;
  bool hasCommonCursors_ = false;
};

}  // namespace serinus::broker
