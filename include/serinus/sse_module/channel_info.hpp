#pragma once

#include <cstddef>
#include <string>
#include <utility>

namespace serinus {

/// A channel, and how many readers are in there.
struct ChannelInfo {
  ChannelInfo(std::string channelName, std::size_t count) : name(std::move(channelName)), readers(count) {}

  std::string name;
  std::size_t readers;
};

}  // namespace serinus
