#pragma once

#include "../ws/exact_block.hpp"
#include "target.hpp"
#include "ws_reference.hpp"

#include <serinus/ws/frame_writer.hpp>
#include <serinus/ws/session.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace serinus::ws {

/// Plays the caller of a session: keeps what was not consumed, notes the events, and holds the session to what it says
/// of each step. Every input lies in a block of exactly its size, at a new place each time.
class SessionReader {
public:
  SessionReader(Session& session, std::size_t maxMessage) : session_(session), maxMessage_(maxMessage) {}

  void feed(std::string_view bytes) {
    ExactBlock block(unread_.append(bytes));
    MutableBytes rest = block.bytes();
    while (true) {
      const Step step = session_.receive(rest);
      fuzz::require(step.consumed <= rest.size(), "no more is consumed than there is");
      rest = rest.subspan(step.consumed);
      if (std::holds_alternative<Ended>(step.event))
        fuzz::require(rest.empty(), "what comes behind the end is consumed");
      if (const auto* more = std::get_if<NeedMore>(&step.event)) judge(*more, rest.size());
      if (!note(step.event)) break;
    }
    unread_.assign(asText(rest));
  }

  [[nodiscard]] std::string text() const { return joined(lines_); }

private:
  void judge(const NeedMore& more, std::size_t waiting) const {
    fuzz::require(more.wanted >= 1, "something is wanted");
    fuzz::require(more.wanted <= std::max(maxMessage_, maxControlPayload), "no more is wanted than a frame may have");
    fuzz::require(waiting <= Session::inPlaceFrame, "the caller is left no more than a short frame");
  }

  /// False when the session has nothing more to say.
  bool note(const Event& event) {
    if (const auto* message = std::get_if<Message>(&event)) noteMessage(message->isText, asText(message->payload));
    if (const auto* piece = std::get_if<Piece>(&event)) notePiece(*piece);
    if (const auto* ping = std::get_if<Ping>(&event)) lines_.push_back("ping " + std::string(asText(ping->payload)));
    if (const auto* pong = std::get_if<Pong>(&event)) lines_.push_back("pong " + std::string(asText(pong->payload)));
    if (const auto* closed = std::get_if<Closed>(&event)) {
      lines_.push_back("close " + std::to_string(code(closed->code)) + " " + std::string(closed->reason));
      fuzz::require(session_.closeReceived() && closed->wasEmpty == (closed->code == CloseCode::noStatus),
                    "a Close is known to have come");
    }
    if (const auto* fault = std::get_if<Fault>(&event)) {
      lines_.push_back("fault " + std::to_string(code(fault->code)));
      fuzz::require(fault->code == closeCode(fault->error), "a fault has its own code");
    }
    return !std::holds_alternative<NeedMore>(event) && !std::holds_alternative<Ended>(event);
  }

  void noteMessage(bool isText, std::string_view payload) {
    fuzz::require(payload.size() <= maxMessage_, "no message is larger than allowed");
    lines_.push_back((isText ? "text " : "binary ") + std::string(payload));
  }

  void notePiece(const Piece& piece) {
    fuzz::require(piece.last || !piece.payload.empty(), "only the last piece is empty");
    pieces_ += asText(piece.payload);
    if (!piece.last) return;
    noteMessage(piece.isText, pieces_);
    pieces_.clear();
  }

  Session& session_;
  std::size_t maxMessage_;
  std::string unread_;
  std::string pieces_;
  Lines lines_;
};

}  // namespace serinus::ws
