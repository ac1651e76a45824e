#include <serinus/ws/session.hpp>

#include "ws/message_inflater.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <limits>

namespace serinus::ws {
namespace {

std::uint32_t fragmentLimit(const SessionOptions& options) noexcept {
  const std::size_t limit =
      options.maxFragments != 0 ? options.maxFragments : std::max<std::size_t>(1024, options.maxMessage / 64);
  return static_cast<std::uint32_t>(std::min<std::size_t>(limit, std::numeric_limits<std::uint32_t>::max() - 1));
}

}  // namespace

Session::Session(const SessionOptions& options) noexcept
    : maxMessage_(options.maxMessage),
      maxFragments_(fragmentLimit(options)),
      inflater_(options.inflater),
      role_(options.role) {}

void Session::handOutPieces(std::size_t most) noexcept {
  assert(inflater_ == nullptr && "a compressed message is not handed out in pieces");
  inPieces_ = true;
  maxMessage_ = most;
}

Step Session::receive(MutableBytes input) {
  if (const Whole whole = takeWhole(input); whole.consumed != 0)
    return {whole.consumed, Message{whole.isText, whole.payload}};
  forgetDelivered();
  if (ended_) return {input.size(), Ended{}};
  return receiveFrames(input);
}

Session::Whole Session::takeWhole(MutableBytes input) noexcept {
  if (inFrame_ || inMessage_ || inPieces_ || ended_ || role_ != Role::server) return {};
  const Whole whole = wholeAt(input, maxMessage_);
  if (whole.consumed != 0) forgetDelivered();
  return whole;
}

Session::Whole Session::wholeAt(MutableBytes input, std::size_t maxMessage) noexcept {
  // A last frame of text or binary, masked, its length in the shortest form.
  if (input.size() < 6) return {};
  const auto first = std::to_integer<unsigned>(input[0]);
  std::uint64_t length = std::to_integer<unsigned>(input[1]) ^ 0x80U;
  if ((first != 0x81 && first != 0x82) || length > 127) return {};
  std::size_t head = 6;
  if (length > maxShortPayload) {
    const std::size_t bytes = length == 126 ? 2 : 8;
    head += bytes;
    if (input.size() < head) return {};
    length = 0;
    for (const std::byte byte : input.subspan(2, bytes)) length = length << 8 | std::to_integer<std::uint64_t>(byte);
    if (length <= (bytes == 2 ? maxShortPayload : 0xFFFF)) return {};
  }
  if (length > maxMessage || length > input.size() - head) return {};

  MaskKey key;
  std::memcpy(key.data(), &input[head - key.size()], key.size());
  const MutableBytes payload = input.subspan(head, static_cast<std::size_t>(length));
  const bool isAscii = unmask(payload, key);
  const bool isText = first == 0x81;
  if (isText && !isAscii && !isUtf8(payload)) {
    unmask(payload, key);  // masks it again
    return {};
  }
  return {head + payload.size(), isText, payload};
}

Step Session::receiveFrames(MutableBytes input) {
  std::size_t consumed = 0;
  while (true) {
    MutableBytes rest = input.subspan(consumed);
    if (!inFrame_) {
      const HeaderStep head = parseHeader(rest, role_, inflater_ != nullptr ? Rsv1::allowed : Rsv1::refused);
      if (const auto* needs = std::get_if<HeaderNeeds>(&head)) return {consumed, NeedMore{needs->size - rest.size()}};
      if (const auto* error = std::get_if<WsError>(&head)) return {input.size(), fail(*error)};
      const auto& header = std::get<FrameHeader>(head);
      if (const auto error = begin(header)) return {input.size(), fail(*error)};
      consumed += header.size;
      rest = input.subspan(consumed);
    }

    const MutableBytes payload = rest.first(static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, rest.size())));
    if (inflating()) {
      if (const auto error = inflate(payload)) return {input.size(), fail(*error)};
      consumed += payload.size();
      if (remaining_ > 0) return {consumed, NeedMore{static_cast<std::size_t>(remaining_)}};
      const std::optional<Event> event = endCompressed();
      if (event) return {ended_ ? input.size() : consumed, *event};
      continue;
    }
    if (!decode(payload)) return {input.size(), fail(WsError::invalidText)};
    if (inPieces_ && !isControl(frame_)) {
      consumed += payload.size();
      const std::optional<Event> event = handOut(payload);
      if (event) return {ended_ ? input.size() : consumed, *event};
      if (inFrame_) return {consumed, NeedMore{static_cast<std::size_t>(remaining_)}};
      continue;
    }
    if (payload.size() < remaining_) {
      const NeedMore more{static_cast<std::size_t>(remaining_) - payload.size()};
      if (mayWaitInPlace()) return {consumed, more};
      assemble(payload);
      return {consumed + payload.size(), more};
    }

    consumed += payload.size();
    const std::optional<Event> event = endFrame(payload);
    if (event) return {ended_ ? input.size() : consumed, *event};
  }
}

std::optional<WsError> Session::begin(const FrameHeader& header) noexcept {
  if (!isControl(header.opcode)) {
    if (const auto error = beginData(header)) return error;
  }
  inFrame_ = true;
  frame_ = header.opcode;
  final_ = header.final;
  masked_ = header.key.has_value();
  key_ = header.key.value_or(MaskKey{});
  remaining_ = header.length;
  decoded_ = 0;
  return std::nullopt;
}

std::optional<WsError> Session::beginData(const FrameHeader& header) noexcept {
  const bool continues = header.opcode == Opcode::continuation;
  if (continues && !inMessage_) return WsError::unexpectedContinuation;
  if (!continues && inMessage_) return WsError::unfinishedMessage;
  if (!continues) {
    inMessage_ = true;
    isText_ = header.opcode == Opcode::text;
    compressed_ = header.rsv1;
    fragments_ = 0;
    handedOut_ = 0;
  }
  if (++fragments_ > maxFragments_ + handedOut_ / 64) return WsError::tooManyFragments;
  if (header.length > maxMessage_ - received()) return WsError::messageTooBig;
  if (compressed_) inflater_->announce(static_cast<std::size_t>(header.length));
  return std::nullopt;
}

/// Unmasks what was not yet, and looks at text as it becomes readable. False when it is not UTF-8.
bool Session::decode(MutableBytes payload) noexcept {
  assert(decoded_ <= payload.size() && "bytes that were not consumed belong at the front of the next input");
  const MutableBytes fresh = payload.subspan(decoded_);
  const bool isAscii = masked_ && unmask(fresh, key_, decoded_);
  decoded_ = static_cast<std::uint32_t>(payload.size());
  return isControl(frame_) || !isText_ || (isAscii && text_.complete()) || text_.feed(fresh);
}

/// A short frame waits for its end where it lies, if it may become a message, or is one already, without a copy.
bool Session::mayWaitInPlace() const noexcept {
  return isControl(frame_) || (final_ && assembled() == 0 && remaining_ <= inPlaceFrame);
}

/// Moves a piece of payload to our own buffer.
void Session::assemble(ByteView piece) {
  append(piece, final_ ? assembled() + static_cast<std::size_t>(remaining_) : maxMessage_);
  used(piece.size());
}

/// What arrived decides the size of the buffer, never what was announced.
/// @param most  that the message may come to
void Session::append(ByteView piece, std::size_t most) {
  if (piece.empty()) return;
  if (!assembly_) assembly_ = std::make_unique<std::vector<std::byte>>();
  std::vector<std::byte>& buffer = *assembly_;
  const std::size_t needed = buffer.size() + piece.size();
  if (needed > buffer.capacity()) buffer.reserve(std::max(needed, std::min(2 * buffer.capacity(), most)));
  buffer.insert(buffer.end(), piece.begin(), piece.end());
}

/// So much of the current frame's payload will not be seen again.
void Session::used(std::size_t count) noexcept {
  remaining_ -= count;
  key_ = rotated(key_, count);
  decoded_ = 0;
}

/// Takes in a piece of a compressed message. What it makes is looked at as it comes; the first byte too many ends it.
std::optional<WsError> Session::inflate(MutableBytes payload) {
  if (masked_) unmask(payload, key_);
  used(payload.size());
  std::array<std::byte, std::size_t{16} * 1024> room;
  for (ByteView rest = payload; true;) {
    const std::size_t left = maxMessage_ - assembled();
    const MutableBytes into = MutableBytes(room).first(std::min(left, room.size() - 1) + 1);
    const Inflater::Step step = inflater_->step(rest, into);
    const ByteView made = ByteView(into).first(step.produced);
    // Whichever comes first, so that it does not depend on the cuts.
    if (isText_ && !text_.feed(made.first(std::min(left, made.size())))) return WsError::invalidText;
    if (made.size() > left) return WsError::messageTooBig;
    if (!step.valid) return WsError::invalidDeflate;
    append(made, maxMessage_);
    rest = rest.subspan(step.consumed);
    if (rest.empty() && made.size() < into.size()) return std::nullopt;
  }
}

/// What counts against `maxMessage`.
std::size_t Session::received() const noexcept {
  if (inPieces_) return handedOut_;
  return compressed_ ? inflater_->announced() : assembled();
}

/// A piece of payload as it lies in the input; nothing when there is none yet.
std::optional<Event> Session::handOut(ByteView payload) noexcept {
  used(payload.size());
  handedOut_ += payload.size();
  inFrame_ = remaining_ > 0;
  const bool last = final_ && !inFrame_;
  if (payload.empty() && !last) return std::nullopt;
  if (!last) return Piece{isText_, false, payload};
  inMessage_ = false;
  if (isText_ && !text_.complete()) return fail(WsError::invalidText);
  return Piece{isText_, true, payload};
}

std::optional<Event> Session::endFrame(ByteView payload) {
  inFrame_ = false;
  if (isControl(frame_)) return endControl(payload);
  const bool isWhole = final_ && assembled() == 0;
  if (isWhole) return endMessage(payload);
  assemble(payload);
  if (!final_) return std::nullopt;
  delivered_ = true;
  return endMessage(*assembly_);
}

std::optional<Event> Session::endCompressed() {
  inFrame_ = false;
  if (!final_) return std::nullopt;
  if (!inflater_->end()) return fail(WsError::invalidDeflate);
  delivered_ = true;
  return endMessage(assembly_ ? ByteView(*assembly_) : ByteView());
}

Event Session::endControl(ByteView payload) noexcept {
  if (frame_ == Opcode::ping) return Ping{payload};
  if (frame_ == Opcode::pong) return Pong{payload};
  return closed(payload);
}

Event Session::endMessage(ByteView payload) noexcept {
  inMessage_ = false;
  if (isText_ && !text_.complete()) return fail(WsError::invalidText);
  return Message{isText_, payload};
}

Event Session::closed(ByteView payload) noexcept {
  if (payload.size() == 1) return fail(WsError::closeOfOneByte);
  CloseCode code = CloseCode::noStatus;
  if (!payload.empty()) {
    const unsigned value = std::to_integer<unsigned>(payload[0]) << 8 | std::to_integer<unsigned>(payload[1]);
    if (!isValidOnWire(static_cast<std::uint16_t>(value))) return fail(WsError::invalidCloseCode);
    code = static_cast<CloseCode>(value);
    payload = payload.subspan(2);
    if (!isUtf8(payload)) return fail(WsError::invalidCloseReason);
  }
  end();
  closeReceived_ = true;
  return Closed{code, asText(payload), code == CloseCode::noStatus};
}

Event Session::fail(WsError error) noexcept {
  end();
  inFrame_ = false;
  return Fault{error, closeCode(error)};
}

void Session::end() noexcept {
  ended_ = true;
  inMessage_ = false;
  assembly_.reset();
  if (inflater_ != nullptr) inflater_->abandon();
}

void Session::forgetDelivered() noexcept {
  if (!delivered_) return;
  delivered_ = false;
  assembly_.reset();
}

}  // namespace serinus::ws
