#include <serinus/sse_module/sse_emitter.hpp>

#include <serinus/sse_module/sse_context.hpp>

#include "sse_module/sse_hub.hpp"

#include <stdexcept>

namespace serinus {

SseEmitter::SseEmitter() : hub_(std::make_unique<sse_module::SseHub>()) {}
SseEmitter::~SseEmitter() = default;

void SseEmitter::send(const SseEvent& event, const SseTo& to, const SendOptions& options) {
  hub_->send(hub_->encode(event), to, options.conflate());
}

void SseEmitter::close(const SseTo& to) {
  hub_->close(to);
}

void SseEmitter::joinChannel(const SseTo& to, std::string_view channel) {
  if (channel.empty() || channel.size() > maxChannelName)
    throw std::invalid_argument("the name of a channel has 1 to " + std::to_string(maxChannelName) + " bytes, not " +
                                std::to_string(channel.size()));
  hub_->join(to, channel);
}

void SseEmitter::leaveChannel(const SseTo& to, std::string_view channel) {
  hub_->leave(to, channel);
}

std::vector<ClientId> SseEmitter::clients() const {
  return hub_->clientsHere();
}

std::size_t SseEmitter::clientCount() const noexcept {
  return hub_->clientCount();
}

SseCounters SseEmitter::counters() const noexcept {
  return hub_->counters();
}

Task<std::vector<ClientId>> SseEmitter::clients(SseTo to) const {
  return hub_->clients(std::move(to));
}

Task<std::size_t> SseEmitter::clientCount(SseTo to) const {
  return hub_->clientCount(std::move(to));
}

Task<std::vector<ChannelInfo>> SseEmitter::channels() const {
  return hub_->channels();
}

}  // namespace serinus
