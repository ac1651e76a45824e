#pragma once

#include <serinus/broker/topic.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus {

enum class PresenceChange : std::uint8_t { joined, left };

/// Somebody came to a place, or went: what a `Presence` publishes.
template <class Info>
struct PresenceEvent {
  PresenceChange change = PresenceChange::joined;
  std::string place;
  std::string user;
  Info info;
};

/// Where nothing is told of those who are present but their ids.
struct NoInfo {};

/// Who is where: in a room, at a topic, in a document. A user with several connections is there once, from the first to
/// the last of them. May be used from any thread.
///
///     struct Person { std::string name; };
///     class Lobby : public Presence<Person> { public: Lobby() : Presence("lobby") {} };
///
/// Who is there is seen of itself in the rooms of a gateway (`WebSocketGateway::showPresence`) and at topics; anywhere
/// else it is said:
///
///     Topic<Price> prices("prices", {.presence = lobby.at("prices", personOf)});  // whoever follows it
///     context.setState<Lobby::Stay>(lobby.enter("page 1", user, Person{"Ada"}));  // until the connection ends
///     context.subscribe(lobby.topic(), TopicRequest().filter("prices"));  // who is there, then who comes and goes
///
/// `topic()` has an event for each change, under the place's name. One that subscribes anew is told first of everyone
/// who is there, as of one who `joined`; so it is after a `reset`, too.
template <class Info = NoInfo>
class Presence {
  struct State;

public:
  /// @param history  of the changes, for those who come back
  explicit Presence(std::string name, const History& history = History())
      : state_(std::make_shared<State>(std::move(name), history)) {}

  /// One connection of a user at a place. It leaves when it is destroyed.
  class Stay {
  public:
    Stay() noexcept = default;
    Stay(Stay&& other) noexcept = default;
    Stay& operator=(Stay&& other) noexcept {
      if (this != &other) {
        leave();
        state_ = std::move(other.state_);
        place_ = std::move(other.place_);
        user_ = std::move(other.user_);
      }
      return *this;
    }
    ~Stay() { leave(); }

    void leave() noexcept {
      if (const auto state = std::exchange(state_, nullptr)) state->leave(place_, user_);
    }

  private:
    friend class Presence;
    Stay(std::shared_ptr<State> state, std::string place, std::string user) noexcept
        : state_(std::move(state)), place_(std::move(place)), user_(std::move(user)) {}
    std::shared_ptr<State> state_;
    std::string place_;
    std::string user_;
  };

  /// @param place  a topic's event's name: without wildcards, at most 1,024 bytes
  /// @param info   for others to see, as long as the user is there; that of its first connection stays
  /// @throws TopicNameError
  [[nodiscard]] Stay enter(std::string_view place, std::string user, Info info) const {
    broker::checkTopicName(place);
    state_->enter(place, user, std::move(info));
    return Stay(state_, std::string(place), std::move(user));
  }

  /// For `TopicOptions::presence`: who follows the topic is at that place, from the first of its subscriptions to the
  /// last, under the id of its principal, or of the client where there is none. One in code that names neither is not.
  /// @param infoOf  of an id; may be called from any thread
  /// @throws TopicNameError
  [[nodiscard]] broker::PresenceOf at(
      std::string_view place,
      std::function<Info(const std::string& user)> infoOf = [](const std::string&) { return Info(); }) const {
    broker::checkTopicName(place);
    return [presence = *this, name = std::string(place), infoOf = std::move(infoOf)](const std::string& user) {
      return std::make_shared<Stay>(presence.enter(name, user, infoOf(user)));
    };
  }

  struct Member {
    std::string user;
    Info info;
    std::size_t connections = 0;
  };
  /// In the order of their ids.
  [[nodiscard]] std::vector<Member> members(std::string_view place) const { return state_->members(place); }
  [[nodiscard]] std::size_t count(std::string_view place) const { return state_->count(place); }

  [[nodiscard]] const Topic<PresenceEvent<Info>>& topic() const noexcept { return state_->topic; }

private:
  struct Present {
    Info info;
    std::size_t connections = 0;
  };
  using Users = std::map<std::string, Present, std::less<>>;

  struct State {
    State(std::string name, const History& history)
        : topic(std::move(name), {.history = history, .retainLast = true, .key = &userOf}) {}

    static std::string userOf(const PresenceEvent<Info>& event) { return event.user; }

    // Published under the mutex: events have the order of what they tell of.
    void enter(std::string_view place, const std::string& user, Info info) {
      const std::lock_guard lock(mutex);
      auto at = places.find(place);
      if (at == places.end()) at = places.emplace(std::string(place), Users()).first;
      const auto [present, isNew] = at->second.try_emplace(user, Present{std::move(info)});
      ++present->second.connections;
      if (isNew) topic.publish(place, {PresenceChange::joined, std::string(place), user, present->second.info});
    }
    void leave(const std::string& place, const std::string& user) noexcept {
      const std::lock_guard lock(mutex);
      const auto at = places.find(place);
      const auto present = at->second.find(user);
      if (--present->second.connections > 0) return;
      topic.publishLast(place, {PresenceChange::left, place, user, std::move(present->second.info)});
      at->second.erase(present);
      if (at->second.empty()) places.erase(at);
    }
    std::vector<Member> members(std::string_view place) const {
      const std::lock_guard lock(mutex);
      std::vector<Member> found;
      if (const auto at = places.find(place); at != places.end()) {
        for (const auto& [user, present] : at->second) found.push_back(Member{user, present.info, present.connections});
      }
      return found;
    }
    std::size_t count(std::string_view place) const {
      const std::lock_guard lock(mutex);
      const auto at = places.find(place);
      return at == places.end() ? 0 : at->second.size();
    }

    const Topic<PresenceEvent<Info>> topic;
    mutable std::mutex mutex;
    std::map<std::string, Users, std::less<>> places;
  };

  std::shared_ptr<State> state_;
};

}  // namespace serinus
