#include "ws/deflate_pool.hpp"

#include <algorithm>
#include <utility>

namespace serinus::ws {

Deflater& DeflatePool::compressor(const DeflateSettings& settings) {
  const auto known = std::ranges::find(compressors_, settings, &Compressor::settings);
  if (known == compressors_.end()) {
    compressors_.push_back(Compressor{settings, Deflater(settings)});
    return compressors_.back().deflater;
  }
  known->deflater.reset();
  return known->deflater;
}

std::string& DeflatePool::room() {
  constexpr std::size_t most = std::size_t{256} * 1024;
  if (room_.capacity() > most) std::string().swap(room_);  // an assignment would keep what it has
  room_.clear();
  return room_;
}

std::unique_ptr<Inflater> DeflatePool::borrow() {
  constexpr int largestWindow = 15;
  if (spare_.empty()) return std::make_unique<Inflater>(largestWindow);
  auto inflater = std::move(spare_.back());
  spare_.pop_back();
  return inflater;
}

void DeflatePool::giveBack(std::unique_ptr<Inflater> inflater) noexcept {
  // One serves all messages that arrive whole; more are in use only while several arrive in pieces.
  constexpr std::size_t most = 4;
  if (spare_.capacity() < most) spare_.reserve(most);
  if (spare_.size() == most) return;
  inflater->reset();
  spare_.push_back(std::move(inflater));
}

}  // namespace serinus::ws
