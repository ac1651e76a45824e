#pragma once

#include "exact_block.hpp"

#include <serinus/ws/client_frame_writer.hpp>
#include <serinus/ws/session.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace serinus::ws {

constexpr MaskKey testKey{std::byte{0x37}, std::byte{0xFA}, std::byte{0x21}, std::byte{0x3D}};

/// A client's frame.
inline std::string frame(Opcode opcode, std::string_view payload, bool final = true) {
  std::string made;
  appendMaskedFrame(made, opcode, asBytes(payload), testKey, final);
  return made;
}

/// An event as a line: `text abc`, `ping`, `close 1000 bye`, `fault the opcode is reserved`; long payloads by size and
/// hash.
inline std::string line(std::string_view kind, std::string_view payload) {
  std::string made(kind);
  if (payload.empty()) return made;
  if (payload.size() <= 200) return made.append(" ").append(payload);
  return made + " of " + std::to_string(payload.size()) + " #" + std::to_string(std::hash<std::string_view>()(payload));
}

inline std::string line(const Event& event) {
  if (const auto* message = std::get_if<Message>(&event)) {
    return line(message->isText ? "text" : "binary", asText(message->payload));
  }
  if (const auto* ping = std::get_if<Ping>(&event)) return line("ping", asText(ping->payload));
  if (const auto* pong = std::get_if<Pong>(&event)) return line("pong", asText(pong->payload));
  if (const auto* closed = std::get_if<Closed>(&event)) {
    EXPECT_EQ(closed->wasEmpty, closed->code == CloseCode::noStatus);
    return line("close " + std::to_string(code(closed->code)), closed->reason);
  }
  if (const auto* fault = std::get_if<Fault>(&event)) {
    EXPECT_EQ(fault->code, closeCode(fault->error));
    return line("fault", describe(fault->error));
  }
  return std::holds_alternative<Ended>(event) ? "ended" : "more";
}

/// Plays the caller of a session: keeps what was not consumed, notes the events. Every input lies in a block of exactly
/// its size, at a new place each time.
class SessionFeeder {
public:
  explicit SessionFeeder(const SessionOptions& options = {}) : session(options), maxMessage_(options.maxMessage) {}

  void feed(std::string_view bytes) {
    ExactBlock block(unread.append(bytes));
    MutableBytes rest = block.bytes();
    while (true) {
      const Step step = session.receive(rest);
      ASSERT_LE(step.consumed, rest.size());
      rest = rest.subspan(step.consumed);
      if (std::holds_alternative<Ended>(step.event)) {
        ASSERT_TRUE(rest.empty());
        break;
      }
      if (const auto* more = std::get_if<NeedMore>(&step.event)) {
        ASSERT_GE(more->wanted, 1U);
        ASSERT_LE(more->wanted, maxMessage_ + FrameHead::maxSize);
        ASSERT_LE(rest.size(), Session::inPlaceFrame);
        wanted = more->wanted;
        break;
      }
      events.push_back(line(step.event));
    }
    unread.assign(asText(rest));
  }

  void feedByteByByte(std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) feed(bytes.substr(i, 1));
  }

  Session session;
  std::string unread;
  std::vector<std::string> events;
  std::size_t wanted = 0;

private:
  std::size_t maxMessage_;
};

}  // namespace serinus::ws
