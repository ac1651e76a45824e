#pragma once

#include <serinus/base/bytes.hpp>
#include <serinus/base/utf8.hpp>

#include <serinus/ws/frame_header.hpp>
#include <serinus/ws/step.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace serinus::ws {

class MessageInflater;

struct SessionOptions {
  Role role = Role::server;
  /// The largest message, all its fragments together. A larger one is refused when its header has been read; one that
  /// is compressed must be no larger before it is inflated either, and is refused at the first byte too many.
  std::size_t maxMessage = std::size_t{64} * 1024;
  /// The most fragments of a message, empty ones too; 0 stands for one per 64 bytes of `maxMessage`, at least 1024.
  std::size_t maxFragments = 0;
  /// There where compression was agreed on; outlives the session.
  MessageInflater* inflater = nullptr;
};

/// The receiving half of a WebSocket connection (RFC 6455, 5-8), and how far its closing has come: a value.
///
/// Call `receive` with the unread bytes, take `consumed` off their front, act on the event, and repeat with the rest
/// until the event is `NeedMore`. Bytes that were not consumed belong at the front of the next input *as the session
/// left them*: the beginning of a short frame is unmasked before its end has come. A large frame is moved, as it
/// arrives, to a buffer that grows with it; so the caller need hold no more than `inPlaceFrame` bytes, and a frame that
/// announces more than it sends costs nothing. Text is refused at its first wrong byte, also in the middle of a frame.
/// A compressed message is inflated as it arrives.
class Session {
public:
  /// A frame up to this size waits in the caller's buffer until it is whole, so that it need not be copied.
  static constexpr std::size_t inPlaceFrame = 4096;

  explicit Session(const SessionOptions& options = {}) noexcept;

  /// From now on a message is handed out in pieces, as it arrives, instead of assembled; `most` takes the place of
  /// `maxMessage`, and each 64 bytes of a message allow it one more fragment. Before the first byte, and not with an
  /// inflater.
  void handOutPieces(std::size_t most) noexcept;

  /// Interprets the front of `input`, which is changed: payloads are unmasked where they lie.
  /// @throws std::bad_alloc  when a message of several reads finds no memory; the session cannot be used any more
  [[nodiscard]] Step receive(MutableBytes input);

  /// A message that came whole in one frame, as nearly all do.
  struct Whole {
    std::size_t consumed = 0;  ///< 0: there is none at the front of the input
    bool isText = false;
    MutableBytes payload;
  };
  /// The short way to one, with what `receive` would make of it. Whatever else the bytes are, and whatever is wrong
  /// with them, is left to `receive`, as they were.
  [[nodiscard]] Whole takeWhole(MutableBytes input) noexcept;
  /// The same for a server between messages, which needs no session for it.
  [[nodiscard]] static Whole wholeAt(MutableBytes input, std::size_t maxMessage) noexcept;

  /// Whether a message, or a frame of any kind, has begun and not ended: its sender owes us the rest.
  [[nodiscard]] bool inMessage() const noexcept { return inFrame_ || inMessage_; }

  /// The caller has sent a Close; it may send nothing after it (RFC 6455, 5.5.1).
  void closeWasSent() noexcept { closeSent_ = true; }
  [[nodiscard]] bool closeSent() const noexcept { return closeSent_; }
  [[nodiscard]] bool closeReceived() const noexcept { return closeReceived_; }
  [[nodiscard]] bool mayStillSend() const noexcept { return !closeSent_; }

  /// Hands over the memory of the message that was given last, if it lay in the session's: its payload then stays valid
  /// for as long as that.
  [[nodiscard]] std::unique_ptr<std::vector<std::byte>> takeDelivered() noexcept {
    if (!delivered_) return nullptr;
    delivered_ = false;
    return std::move(assembly_);
  }

  /// Bytes held for a message in several pieces; 0 when there is none.
  [[nodiscard]] std::size_t heldMemory() const noexcept { return assembly_ ? assembly_->capacity() : 0; }

private:
  [[nodiscard]] Step receiveFrames(MutableBytes input);
  [[nodiscard]] std::optional<WsError> begin(const FrameHeader& header) noexcept;
  [[nodiscard]] std::optional<WsError> beginData(const FrameHeader& header) noexcept;
  [[nodiscard]] bool decode(MutableBytes payload) noexcept;
  [[nodiscard]] std::optional<WsError> inflate(MutableBytes payload);
  [[nodiscard]] std::optional<Event> endFrame(ByteView payload);
  [[nodiscard]] Event endControl(ByteView payload) noexcept;
  [[nodiscard]] Event endMessage(ByteView payload) noexcept;
  [[nodiscard]] Event closed(ByteView payload) noexcept;
  [[nodiscard]] Event fail(WsError error) noexcept;
  [[nodiscard]] std::optional<Event> endCompressed();
  [[nodiscard]] std::optional<Event> handOut(ByteView payload) noexcept;
  [[nodiscard]] bool mayWaitInPlace() const noexcept;
  [[nodiscard]] bool inflating() const noexcept { return compressed_ && !isControl(frame_); }
  void assemble(ByteView piece);
  void append(ByteView piece, std::size_t most);
  void used(std::size_t count) noexcept;
  void end() noexcept;
  void forgetDelivered() noexcept;
  [[nodiscard]] std::size_t assembled() const noexcept { return assembly_ ? assembly_->size() : 0; }
  [[nodiscard]] std::size_t received() const noexcept;

  std::size_t maxMessage_;
  std::uint32_t maxFragments_;
  std::uint32_t fragments_ = 0;                       // of the current message
  std::unique_ptr<std::vector<std::byte>> assembly_;  // what the current message has brought and the input has lost
  std::size_t handedOut_ = 0;                         // of the current message, in pieces
  MessageInflater* inflater_;
  std::uint64_t remaining_ = 0;  // payload of the current frame that is not consumed
  std::uint32_t decoded_ = 0;    // of these, how many lie unmasked at the front of the input
  MaskKey key_{};                // turned so that it fits the first of the remaining
  Opcode frame_ = Opcode::text;
  Utf8Validator text_;
  Role role_;
  bool masked_ = false;
  bool final_ = false;
  bool inFrame_ = false;
  bool inMessage_ = false;
  bool isText_ : 1 = false;      // of the current message
  bool compressed_ : 1 = false;  // likewise
  bool inPieces_ : 1 = false;
  bool delivered_ : 1 = false;  // the assembly was handed out with the last event
  bool ended_ : 1 = false;
  bool closeSent_ : 1 = false;
  bool closeReceived_ : 1 = false;
};

static_assert(sizeof(void*) > 8 || sizeof(Session) <= 64, "there is one for each idle connection");

}  // namespace serinus::ws
