#include "broker/topic_notices.hpp"

namespace serinus::broker {

std::string recoveryNotice(const TopicRecovery& recovery) {
  std::string notice = recovery.recovered() ? "{\"recovered\":true" : "{\"recovered\":false";
  if (recovery.reset()) notice.append(",\"reason\":\"").append(name(*recovery.reset())).append("\"");
  return notice + '}';
}

std::string resetNotice(TopicReset reason) {
  return "{\"reason\":\"" + std::string(name(reason)) + "\"}";
}

}  // namespace serinus::broker
