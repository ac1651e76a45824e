#include "redis/reconnecting.hpp"

#include <algorithm>

namespace serinus::redis {

void Reconnecting::failed(TimePoint now, std::uint32_t lots) noexcept {
  constexpr double all = 4294967296.0;
  const double factor = 0.75 + 0.5 * (static_cast<double>(lots) / all);
  next_ = now + Duration(static_cast<Duration::rep>(static_cast<double>(wait_.count()) * factor));
  wait_ = std::min(wait_ * 2, longest_);
}

void Reconnecting::succeeded() noexcept {
  wait_ = first_;
  next_ = TimePoint::min();
}

}  // namespace serinus::redis
