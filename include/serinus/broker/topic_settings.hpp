#pragma once

#include <serinus/broker/history.hpp>

#include <cstddef>
#include <functional>
#include <string>

namespace serinus::broker {

/// What a topic is, whatever the type of its values.
struct TopicSettings {
  History history{};
  bool retainsLast = false;
  bool conflates = false;
  std::size_t maxKeys = 10'000;
  std::string event{};
  std::function<void()> onFirstSubscriber{};
  std::function<void()> onLastSubscriber{};
};

}  // namespace serinus::broker
