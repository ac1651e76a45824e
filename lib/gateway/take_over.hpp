#pragma once

#include "gateway/recovery_vault.hpp"

#include <coroutine>
#include <memory>
#include <string>

namespace serinus::gateway {

class GatewayHub;
class GatewayLoop;

/// Ends the connection of a client that has come back by another one before anybody noticed its loss, and waits until
/// it is over: `const bool ended = co_await takeOver`. False when who has come is somebody else: then nothing happens.
///
/// The old connection may be on any loop. A coroutine that is destroyed while it waits leaves nothing behind.
class TakeOver {
public:
  /// @param newcomer  see `isSameClient`
  TakeOver(GatewayHub& hub, RecoveryVault::Live live, std::string newcomer);
  TakeOver(const TakeOver&) = delete;
  TakeOver& operator=(const TakeOver&) = delete;
  ~TakeOver();

  /// What waits: made by value, since g++ 12 copies an awaiter that it is given by reference.
  class Awaiter {
  public:
    explicit Awaiter(TakeOver& takeOver) noexcept : takeOver_(&takeOver) {}
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> waiter) const { return takeOver_->begin(waiter); }
    [[nodiscard]] bool await_resume() const noexcept;

  private:
    TakeOver* takeOver_;
  };
  [[nodiscard]] Awaiter awaitOn(Loop& loop) noexcept;

private:
  class State;
  [[nodiscard]] bool begin(std::coroutine_handle<> waiter);
  static void ask(GatewayLoop& place, const RecoveryVault::Live& live, State& state);

  GatewayHub* hub_;
  RecoveryVault::Live live_;
  std::shared_ptr<State> state_;
};

}  // namespace serinus::gateway
