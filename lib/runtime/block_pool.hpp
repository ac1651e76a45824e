#pragma once

#include "runtime/spares.hpp"

#include <cstddef>
#include <memory>
#include <utility>

namespace serinus::runtime {

/// Large read blocks, shared by the connections of a loop: one is borrowed while a read is processed and given back
/// when no unconsumed byte is left in it, so that an idle connection holds none.
class BlockPool {
public:
  static constexpr std::size_t blockSize = std::size_t{256} * 1024;
  using Block = std::unique_ptr<std::byte[]>;

  /// @throws std::bad_alloc
  [[nodiscard]] Block take() { return spare_.empty() ? Block(new std::byte[blockSize]) : spare_.take(); }
  void give(Block block) noexcept { spare_.give(std::move(block)); }

private:
  Spares<std::byte[], 8> spare_;
};

}  // namespace serinus::runtime
