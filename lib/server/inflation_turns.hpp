#pragma once

#include <cstddef>
#include <cstdint>

namespace serinus::server {

/// Who may inflate what it has received, among the connections of one loop.
///
/// A little that was sent can become a thousand times as much, and takes as long to make: in one turn of the loop no
/// more is begun once `perTurn` bytes have been made. Who comes too late waits for a later turn, in the order of
/// coming, and all who inflate nothing have their turns between.
class InflationTurns {
public:
  static constexpr std::size_t perTurn = std::size_t{256} * 1024;
  /// So much of what was received is inflated before the question is asked again: it makes half a MiB at most, which
  /// takes two milliseconds.
  static constexpr std::size_t piece = 512;

  /// @param turn   of the loop
  /// @param waits  whether the connection waits, from the last call with the same one to the next; false at first
  [[nodiscard]] bool mayBegin(std::uint64_t turn, bool& waits) noexcept {
    if (turn != turn_) made_ = 0;
    turn_ = turn;
    const bool isNext = waits || waiting_ == 0;
    leave(waits);
    waits = !isNext || made_ >= perTurn;
    if (waits) ++waiting_;
    return !waits;
  }

  /// So many bytes were made.
  void made(std::size_t bytes) noexcept { made_ += bytes; }

  /// The connection waits no more.
  void leave(bool& waits) noexcept {
    if (waits) --waiting_;
    waits = false;
  }

private:
  std::uint64_t turn_ = 0;
  std::size_t made_ = 0;     // in this turn
  std::size_t waiting_ = 0;  // connections
};

}  // namespace serinus::server
