#include "server/request_in_hand.hpp"

#include <utility>

namespace serinus::server {

void RequestInHand::clear() noexcept {
  context.reset();
  match = routing::NotFound{};
  parser.reset();
}

std::unique_ptr<RequestInHand> RequestPool::take(const http::Limits& limits) {
  // Ports with other limits take turns at best: then the last one is of no use.
  if (spare_.empty() || spare_.back()->limits != &limits) return std::make_unique<RequestInHand>(limits);
  auto request = std::move(spare_.back());
  spare_.pop_back();
  return request;
}

void RequestPool::give(std::unique_ptr<RequestInHand> request) noexcept {
  if (spare_.size() < most) spare_.push_back(std::move(request));
}

}  // namespace serinus::server
