#include "server/shedding.hpp"

#include <algorithm>

namespace serinus::server {

std::vector<std::size_t> chooseLargest(const std::vector<std::vector<std::size_t>>& held, std::uint64_t wanted) {
  std::vector<std::size_t> chosen(held.size(), 0);
  const auto next = [&](std::size_t loop) { return chosen[loop] < held[loop].size() ? held[loop][chosen[loop]] : 0; };
  while (wanted > 0) {
    std::size_t largest = 0;
    for (std::size_t loop = 1; loop < held.size(); ++loop) {
      if (next(loop) > next(largest)) largest = loop;
    }
    const std::size_t bytes = held.empty() ? 0 : next(largest);
    if (bytes == 0) break;
    ++chosen[largest];
    wanted -= std::min<std::uint64_t>(wanted, bytes);
  }
  return chosen;
}

}  // namespace serinus::server
