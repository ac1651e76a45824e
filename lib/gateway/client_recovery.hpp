#pragma once

#include "gateway/recovery_vault.hpp"

#include <serinus/ws/close_code.hpp>

#include <optional>
#include <utility>

namespace serinus::gateway {

/// What came of the token that a visitor presented, if it did.
struct Presented {
  std::optional<RecoveryVault::Claimed> claimed;
  std::optional<RecoveryFault> fault;
};

/// How one connection of a client stands between the one before and the one after.
class ClientRecovery {
public:
  explicit ClientRecovery(Presented presented) noexcept : presented_(std::move(presented)) {}

  /// What the one before has left; stays until this one has a token of its own.
  [[nodiscard]] std::optional<RecoveryVault::Claimed>& claimed() noexcept { return presented_.claimed; }
  [[nodiscard]] std::optional<RecoveryFault> fault() const noexcept { return presented_.fault; }

  /// The client has taken its leave by a Close of its own.
  void onFarewell(CloseCode code) noexcept { farewell_ = code; }
  /// The application has cut it off.
  void onCutOff() noexcept { isCutOff_ = true; }
  /// It is closed for its age, to connect anew.
  void onAged() noexcept { isAged_ = true; }

  /// Whether it may come back from a connection that ended with `code`: it was lost, or has said that something is
  /// wrong, or was sent away for the age of the connection alone.
  [[nodiscard]] bool maySurvive(CloseCode code) const noexcept {
    if (isCutOff_) return false;
    if (farewell_) return !isGoodbye(*farewell_);
    return code == CloseCode::abnormal || isAged_;
  }

  RecoveryVault::Ticket ticket;  ///< none before the client was greeted
  bool isNamedAtDoor = false;    ///< whether the steps at the upgrade have set a principal
  bool isRecovered = false;
  bool isRestored = false;  ///< what was claimed has been handed on, but for the token
  bool mayReturn = false;   ///< while its end is told

private:
  // 1005 is what browsers send for `socket.close()`.
  static bool isGoodbye(CloseCode code) noexcept {
    return code == CloseCode::normal || code == CloseCode::goingAway || code == CloseCode::noStatus;
  }

  Presented presented_;
  std::optional<CloseCode> farewell_;
  bool isCutOff_ = false;
  bool isAged_ = false;
};

}  // namespace serinus::gateway
