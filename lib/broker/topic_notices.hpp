#pragma once

#include <serinus/broker/topic_recovery.hpp>

#include <string>

namespace serinus::broker {

/// What a client is told when it begins to follow a topic: `{"recovered":false,"reason":"expired"}`.
[[nodiscard]] std::string recoveryNotice(const TopicRecovery& recovery);

/// What it is told when events are lost to it: `{"reason":"gap"}`.
[[nodiscard]] std::string resetNotice(TopicReset reason);

}  // namespace serinus::broker
