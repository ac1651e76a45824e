#include <serinus/sse_module/sse_emitter.hpp>

#include "sse_module/sse_hub.hpp"

namespace serinus {

SseEmitter::SseEmitter() : hub_(std::make_unique<sse_module::SseHub>()) {}
SseEmitter::~SseEmitter() = default;

void SseEmitter::send(const SseEvent& event, const SseTo& to) {
  hub_->send(event, to);
}
void SseEmitter::close(const SseTo& to) {
  hub_->close(to);
}
std::vector<ClientId> SseEmitter::clients() const {
  return hub_->clients();
}
std::size_t SseEmitter::clientCount() const noexcept {
  return hub_->clientCount();
}

}  // namespace serinus
