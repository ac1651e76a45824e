#pragma once

#include <cstdint>
#include <map>
#include <memory>

namespace serinus::runtime {

/// What belongs to one loop and to somebody who has one on each: a client's connection on this loop. For the loop's
/// thread. All of it is destroyed before the rest of the loop.
class LoopLocals {
public:
  /// A key that nobody else has, ever. From any thread.
  [[nodiscard]] static std::uint64_t newKey() noexcept;

  /// What was made for the key on this loop; `make()`, a `std::shared_ptr<T>`, makes it the first time.
  template <class T, class Make>
  [[nodiscard]] std::shared_ptr<T> get(std::uint64_t key, const Make& make) {
    const auto found = locals_.find(key);
    if (found != locals_.end()) return std::static_pointer_cast<T>(found->second);
    std::shared_ptr<T> made = make();
    locals_.emplace(key, made);
    return made;
  }

private:
  std::map<std::uint64_t, std::shared_ptr<void>> locals_;
};

}  // namespace serinus::runtime
