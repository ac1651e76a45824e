#include <serinus/broker/topic_recovery.hpp>

namespace serinus {

std::string_view name(TopicReset reason) noexcept {
  switch (reason) {
    case TopicReset::expired:
      return "expired";
    case TopicReset::gap:
      return "gap";
    case TopicReset::epoch:
      return "epoch";
  }
  return "";
}

}  // namespace serinus
