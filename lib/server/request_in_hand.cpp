#include "server/request_in_hand.hpp"

namespace serinus::server {

void RequestInHand::clear() noexcept {
  context.reset();
  match.emplace<routing::NotFound>();
  parser.reset();
}

std::unique_ptr<RequestInHand> RequestPool::take(const http::Limits& limits) {
  // Ports with other limits take turns at best: then the last one is of no use.
  if (spare_.empty() || spare_.next().limits != &limits) return std::make_unique<RequestInHand>(limits);
  return spare_.take();
}

}  // namespace serinus::server
