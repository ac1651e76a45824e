#pragma once

#include "utf8_reference.hpp"

#include <serinus/ws/session.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace serinus::ws {

/// Events as lines: `text abc`, `binary abc`, `ping abc`, `pong abc`, `close 1000 bye`, `fault 1002`.
using Lines = std::vector<std::string>;

inline std::string joined(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text.append(line).append("\n");
  return text;
}

/// What a session makes of bytes, told by the plainest reader of RFC 6455 there could be: it has all the bytes before
/// it, copies at will and shares nothing with the library.
class ReferenceFramer {
public:
  struct Rules {
    bool fromClient = true;
    std::size_t maxMessage = 0;
    std::size_t maxFragments = 0;
    /// A message is handed out in pieces, and each 64 bytes of it allow one more fragment.
    bool inPieces = false;
  };

  explicit ReferenceFramer(const Rules& rules) : rules_(rules) {}

  Lines read(std::string_view bytes) {
    while (!ended_ && readFrame(bytes)) {
    }
    return std::move(lines_);
  }

  /// Whether there is a text that begins so.
  static bool mayBecomeUtf8(std::string_view text) {
    for (const std::string_view end : {"", "\x80", "\x80\x80", "\x80\x80\x80", "\xA0", "\xA0\x80", "\xA0\x80\x80"}) {
      if (fuzz::isUtf8(std::string(text).append(end))) return true;
    }
    return false;
  }

private:
  static unsigned at(std::string_view text, std::size_t index) { return static_cast<unsigned char>(text[index]); }

  bool fail(int code) {
    lines_.push_back("fault " + std::to_string(code));
    ended_ = true;
    return false;
  }

  /// False when there is nothing more to read.
  bool readFrame(std::string_view& bytes) {
    if (bytes.size() < 2) return false;
    const bool final = (at(bytes, 0) & 0x80U) != 0;
    const unsigned opcode = at(bytes, 0) & 0x0FU;
    const bool isControl = opcode >= 8;
    const bool masked = (at(bytes, 1) & 0x80U) != 0;
    std::uint64_t length = at(bytes, 1) & 0x7FU;
    if ((at(bytes, 0) & 0x70U) != 0 || (opcode > 2 && opcode < 8) || opcode > 10) return fail(1002);
    if ((isControl && (!final || length > 125)) || masked != rules_.fromClient) return fail(1002);

    std::size_t head = 2;
    const std::size_t extended = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (bytes.size() < head + extended) return false;
    if (extended != 0) {
      length = 0;
      for (std::size_t i = 0; i < extended; ++i) length = length << 8 | at(bytes, head + i);
      if (length >> 63 != 0 || length < (extended == 2 ? 126 : 65536)) return fail(1002);
      head += extended;
    }
    const std::string_view key = bytes.substr(head, masked ? 4 : 0);
    if (masked && key.size() < 4) return false;
    head += key.size();

    if (!isControl) {
      if ((opcode == 0) != inMessage_) return fail(1002);
      if (opcode != 0) {
        inMessage_ = true;
        isText_ = opcode == 1;
        message_.clear();
        fragments_ = 0;
      }
      if (++fragments_ > rules_.maxFragments + (rules_.inPieces ? message_.size() / 64 : 0)) return fail(1008);
      if (length > rules_.maxMessage - message_.size()) return fail(1009);
    }

    std::string payload(bytes.substr(head, static_cast<std::size_t>(std::min<std::uint64_t>(length, bytes.size()))));
    for (std::size_t i = 0; masked && i < payload.size(); ++i) payload[i] = static_cast<char>(payload[i] ^ key[i % 4]);
    const bool whole = payload.size() == length;
    if (!isControl) {
      message_ += payload;
      if (isText_ && !mayBecomeUtf8(message_)) return fail(1007);
    }
    if (!whole) return false;
    bytes.remove_prefix(head + payload.size());
    if (isControl) return endControl(opcode, payload);
    if (!final) return true;
    inMessage_ = false;
    if (isText_ && !fuzz::isUtf8(message_)) return fail(1007);
    lines_.push_back((isText_ ? "text " : "binary ") + message_);
    return true;
  }

  bool endControl(unsigned opcode, const std::string& payload) {
    if (opcode != 8) {
      lines_.push_back((opcode == 9 ? "ping " : "pong ") + payload);
      return true;
    }
    if (payload.size() == 1) return fail(1002);
    unsigned code = 1005;
    std::string reason;
    if (payload.size() >= 2) {
      code = at(payload, 0) << 8 | at(payload, 1);
      reason = payload.substr(2);
      const bool mayBeSent = (code >= 1000 && code < 5000) && code != 1004 && code != 1005 && code != 1006 &&
                             (code < 1015 || code >= 3000);
      if (!mayBeSent) return fail(1002);
      if (!fuzz::isUtf8(reason)) return fail(1007);
    }
    lines_.push_back("close " + std::to_string(code) + " " + reason);
    ended_ = true;
    return false;
  }

  Rules rules_;
  Lines lines_;
  std::string message_;
  std::size_t fragments_ = 0;
  bool inMessage_ = false;
  bool isText_ = false;
  bool ended_ = false;
};

}  // namespace serinus::ws
