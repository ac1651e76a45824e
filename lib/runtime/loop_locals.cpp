#include "runtime/loop_locals.hpp"

#include <atomic>

namespace serinus::runtime {

std::uint64_t LoopLocals::newKey() noexcept {
  static std::atomic<std::uint64_t> last = 0;
  return ++last;
}

}  // namespace serinus::runtime
