#include "broker/topic_core.hpp"

#include <serinus/base/random.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <stdexcept>
#include <utility>

#include <time.h>

namespace serinus::broker {

namespace {

constexpr std::size_t eventsPerReading = 64;

std::uint64_t drawEpoch() {
  std::array<std::byte, sizeof(std::uint64_t)> bytes;
  fillRandom(bytes);
  return std::bit_cast<std::uint64_t>(bytes);
}

/// A history's age is no matter of milliseconds, and the exact time costs more than the rest of publishing.
TimePoint timeWithinMilliseconds() noexcept {
  timespec time{};
  static_cast<void>(::clock_gettime(CLOCK_MONOTONIC_COARSE, &time));
  return TimePoint(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
}

LogRules rulesOf(const TopicSettings& settings) {
  return {settings.history, settings.retainsLast, settings.conflates, settings.maxKeys};
}

}  // namespace

TopicCore::TopicCore(std::string name, TopicSettings settings)
    : name_(std::move(name)),
      settings_(std::move(settings)),
      epoch_(drawEpoch()),
      log_(rulesOf(settings_)),
      watch_(settings_.onFirstSubscriber, settings_.onLastSubscriber) {}

TimePoint TopicCore::now() noexcept {
  const Loop* const loop = Loop::current();
  return loop != nullptr ? loop->now() : timeWithinMilliseconds();
}

std::uint64_t TopicCore::epochOf(std::string_view user) const noexcept {
  return user.empty() ? epoch_ : identities_(user);
}

std::uint64_t TopicCore::publishUnseen() {
  if (log_.keeps()) return 0;
  const std::lock_guard lock(mutex_);
  if (isClosed_ || !places_.empty()) return 0;
  log_.skip();
  return log_.head();
}

std::uint64_t TopicCore::publish(const std::shared_ptr<TopicEntry>& entry) {
  const std::lock_guard lock(mutex_);
  if (isClosed_) throw std::logic_error("the topic " + name_ + " is closed: nothing can be published any more");
  log_.append(entry, now());
  for (const auto& place : places_) send(place, entry);
  return entry->offset();
}

void TopicCore::close() {
  const std::lock_guard lock(mutex_);
  if (std::exchange(isClosed_, true)) return;
  for (const auto& place : places_) hurry(place);
}

std::uint64_t TopicCore::head() const {
  const std::lock_guard lock(mutex_);
  return log_.head();
}

void TopicCore::send(const std::shared_ptr<TopicPlace>& place, const std::shared_ptr<TopicEntry>& entry) {
  TopicPlace::Incoming& incoming = place->incoming;
  if (incoming.entries.size() >= mostOnTheWay) {
    incoming.overflowed = true;
    incoming.entries.clear();
  }
  if (!incoming.overflowed) incoming.entries.emplace_back(entry);
  hurry(place);
}

void TopicCore::hurry(const std::shared_ptr<TopicPlace>& place) {
  if (std::exchange(place->incoming.isOnItsWay, true)) return;
  place->loop->post([topic = shared_from_this(), place] { topic->arrive(*place); });
}

void TopicCore::arrive(TopicPlace& place) noexcept {
  std::vector<EntryPtr>& entries = place.underWay;
  bool goesToLog = false;
  {
    const std::lock_guard lock(mutex_);
    entries.swap(place.incoming.entries);
    goesToLog = std::exchange(place.incoming.overflowed, false) || isClosed_;
    place.incoming.isOnItsWay = false;
  }
  place.deliver(entries);
  if (goesToLog) place.fallBehind();
  entries.clear();
}

TopicRecovery TopicCore::add(TopicFollower& follower, const TopicRequest& request) {
  std::optional<TopicRecovery> recovery;
  {
    const std::lock_guard lock(mutex_);
    follower.place_ = placeHere();
    follower.place_->add(follower);
    recovery = begin(follower, request.since());
  }
  watch_.add();
  return *recovery;
}

TopicRecovery TopicCore::begin(TopicFollower& follower, const std::string& since) {
  follower.isLive_ = false;
  const auto anew = [&](bool isReturn, std::optional<TopicReset> reason) {
    follower.beginAnew(log_.head());
    return TopicRecovery(follower.cursorAt(follower.position_), isReturn, reason);
  };
  if (since.empty()) return anew(false, std::nullopt);
  const auto cursor = TopicCursor::parse(since);
  if (!cursor || cursor->epoch != follower.epoch_ || cursor->offset > log_.head()) return anew(true, TopicReset::epoch);
  if (!log_.reaches(cursor->offset, log_.returning(), now())) return anew(true, TopicReset::expired);
  follower.position_ = cursor->offset;
  follower.snapshotEnd_ = 0;
  follower.reading_ = log_.returning();
  return TopicRecovery(*cursor, true, std::nullopt);
}

void TopicCore::remove(TopicFollower& follower) noexcept {
  {
    const std::lock_guard lock(mutex_);
    const std::shared_ptr<TopicPlace> place = std::exchange(follower.place_, nullptr);
    place->remove(follower);
    if (place->empty()) std::erase(places_, place);
  }
  watch_.remove();
}

TopicRead TopicCore::read(TopicFollower& follower, std::vector<EntryPtr>& out) {
  const std::lock_guard lock(mutex_);
  const bool isSnapshot = follower.position_ < follower.snapshotEnd_;
  if (!isSnapshot && !log_.reaches(follower.position_, follower.reading_, now())) {
    follower.beginAnew(log_.head());
    return {.isLost = true};
  }
  follower.isLive_ = log_.read(follower.position_, follower.reading_, eventsPerReading, out);
  return {false, isClosed_, log_.head(), log_.returning()};
}

std::shared_ptr<TopicPlace> TopicCore::placeHere() {
  Loop* const loop = Loop::current();
  const auto known = std::ranges::find(places_, loop, [](const auto& place) { return place->loop; });
  if (known != places_.end()) return *known;
  return places_.emplace_back(std::make_shared<TopicPlace>(*loop));
}

}  // namespace serinus::broker
