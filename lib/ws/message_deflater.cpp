#include "ws/message_deflater.hpp"

#include <algorithm>
#include <utility>

namespace serinus::ws {
namespace {

DeflateSettings settingsFor(const DeflateSide& ours, const Deflate& deflate) noexcept {
  // A window of 9 bits also fits who asked for 8: see Deflater.
  return {.level = deflate.level(), .windowBits = std::max<int>(ours.windowBits, 9), .memLevel = deflate.memLevel()};
}

}  // namespace

MessageDeflater::MessageDeflater(const DeflateSide& ours, const Deflate& deflate, DeflatePool& pool) noexcept
    : pool_(&pool), threshold_(deflate.threshold()), settings_(settingsFor(ours, deflate)), takeover_(ours.takeover) {}

std::optional<ByteView> MessageDeflater::deflate(ByteView message) {
  if (message.empty() || message.size() < threshold_) return std::nullopt;
  std::string& payload = pool_->room();
  if (!takeover_) {
    pool_->compressor(settings_).append(payload, message);
    if (payload.size() >= message.size()) return std::nullopt;
    return asBytes(payload);
  }
  // What the compressor has seen the peer must see too: a message is sent even where it has grown, and a compressor
  // that finds no memory for one is not used again. A new one refers to nothing that the peer lacks.
  auto deflater = own_ ? std::move(own_) : std::make_unique<Deflater>(settings_);
  deflater->append(payload, message);
  own_ = std::move(deflater);
  return asBytes(payload);
}

}  // namespace serinus::ws
