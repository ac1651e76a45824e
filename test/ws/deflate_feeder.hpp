#pragma once

#include "session_feeder.hpp"

#include "ws/message_inflater.hpp"

#include <string>
#include <string_view>

namespace serinus::ws {

constexpr DeflateSide remembering{.windowBits = 15, .takeover = true};
constexpr DeflateSide forgetful{.windowBits = 15, .takeover = false};

/// A session on a connection that agreed on compression.
class DeflateFeeder {
  DeflatePool ownPool_;
  MessageInflater inflater_;

public:
  explicit DeflateFeeder(const DeflateSide& theirs = remembering, SessionOptions options = {})
      : DeflateFeeder(theirs, options, ownPool_) {}
  DeflateFeeder(const DeflateSide& theirs, SessionOptions options, DeflatePool& pool)
      : inflater_(theirs, pool), feeder(with(options, inflater_)) {}

private:
  static SessionOptions with(SessionOptions options, MessageInflater& inflater) {
    options.inflater = &inflater;
    return options;
  }

public:
  SessionFeeder feeder;
};

/// The payload of a compressed message, by a compressor that has seen nothing.
inline std::string deflated(std::string_view message, const DeflateSettings& settings = {}) {
  std::string payload;
  Deflater(settings).append(payload, asBytes(message));
  return payload;
}

/// The first frame of a compressed message.
inline std::string compressedFrame(Opcode opcode, std::string_view payload, bool final = true) {
  std::string made;
  appendMaskedFrame(made, {.opcode = opcode, .final = final, .rsv1 = true, .key = testKey, .length = 0, .size = 0},
                    asBytes(payload));
  return made;
}

}  // namespace serinus::ws
