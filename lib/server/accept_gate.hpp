#pragma once

#include <cstddef>

namespace serinus::server {

/// Decides whether one more connection may be accepted: not from the limit on until a twentieth of it is free again, so
/// that a full server does not open and shut for each client that leaves.
class AcceptGate {
public:
  explicit AcceptGate(std::size_t limit) noexcept : limit_(limit) {}

  /// @param open  connections there are now
  [[nodiscard]] bool admits(std::size_t open) noexcept {
    if (open >= limit_) shut_ = true;
    if (open <= limit_ - (limit_ + 19) / 20) shut_ = false;
    return !shut_;
  }
  [[nodiscard]] bool isShut() const noexcept { return shut_; }

private:
  std::size_t limit_;
  bool shut_ = false;
};

}  // namespace serinus::server
