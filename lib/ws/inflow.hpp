#pragma once

#include <serinus/ws/step.hpp>

#include <cstdint>

namespace serinus::ws {

/// How the pieces of a message reach the one who reads it, one at a time: a value.
///
/// A reader is started with the first piece of a message, takes it, and asks for the next. As long as it does not ask,
/// nothing more may be read. What it leaves unread when it ends is skipped, up to the end of its message.
class Inflow {
public:
  enum class Put : std::uint8_t {
    begins,     ///< a reader is to be started
    continues,  ///< the reader, which has asked, is to go on
    skipped,    ///< nobody wants it
  };

  /// A piece has come. @pre  there is no reader, or it has asked
  Put put(const Piece& piece) noexcept {
    const State before = state_;
    if (before == State::skipping) {
      if (piece.last) state_ = State::idle;
      return Put::skipped;
    }
    state_ = State::there;
    piece_ = piece;
    return before == State::idle ? Put::begins : Put::continues;
  }

  /// Whether a piece is there that was not taken.
  [[nodiscard]] bool has() const noexcept { return state_ == State::there; }
  /// @pre  `has()`
  Piece take() noexcept {
    state_ = State::taken;
    return piece_;
  }
  /// Whether there is a message to read on in: a reader at work that has not taken the last piece.
  [[nodiscard]] bool isUnderWay() const noexcept {
    return state_ == State::there || state_ == State::asked || (state_ == State::taken && !piece_.last);
  }

  /// The reader waits for the next piece; those it had are not needed any more.
  void ask() noexcept { state_ = State::asked; }
  /// It waits no longer, and may ask again.
  void withdraw() noexcept {
    if (state_ == State::asked) state_ = State::taken;
  }
  [[nodiscard]] bool asked() const noexcept { return state_ == State::asked; }

  /// The reader has ended.
  void readerEnded() noexcept {
    if (state_ == State::idle || state_ == State::skipping) return;
    const bool endWasSeen = state_ != State::asked && piece_.last;
    state_ = endWasSeen ? State::idle : State::skipping;
  }

private:
  enum class State : std::uint8_t {
    idle,      // between messages
    there,     // the reader has not taken the piece yet
    taken,     // it is at work with it
    asked,     // it waits for the next one
    skipping,  // it has ended, and its message not
  };

  Piece piece_{};
  State state_ = State::idle;
};

}  // namespace serinus::ws
