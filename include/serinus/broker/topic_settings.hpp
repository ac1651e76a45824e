#pragma once

#include <serinus/broker/history.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace serinus::broker {

/// Makes a user present somewhere, for as long as what it gives is kept. From any thread.
using PresenceOf = std::function<std::shared_ptr<void>(const std::string& user)>;

/// What a topic is, whatever the type of its values.
struct TopicSettings {
  History history{};
  bool retainsLast = false;
  bool conflates = false;
  std::size_t maxKeys = 10'000;
  std::string event{};
  std::function<void()> onFirstSubscriber{};
  std::function<void()> onLastSubscriber{};
  PresenceOf presence{};
};

}  // namespace serinus::broker
