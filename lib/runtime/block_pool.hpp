#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace serinus::runtime {

/// Large read blocks, shared by the connections of a loop: one is borrowed while a read is processed and given back
/// when no unconsumed byte is left in it, so that an idle connection holds none.
class BlockPool {
public:
  static constexpr std::size_t blockSize = std::size_t{256} * 1024;
  using Block = std::unique_ptr<std::byte[]>;

  /// @throws std::bad_alloc
  [[nodiscard]] Block take() {
    if (spare_.empty()) return Block(new std::byte[blockSize]);
    Block block = std::move(spare_.back());
    spare_.pop_back();
    return block;
  }

  void give(Block block) noexcept {
    if (spare_.size() < spareBlocks && spare_.capacity() >= spareBlocks) spare_.push_back(std::move(block));
  }

  BlockPool() { spare_.reserve(spareBlocks); }

private:
  static constexpr std::size_t spareBlocks = 8;
  std::vector<Block> spare_;
};

}  // namespace serinus::runtime
