#pragma once

#include "transport/stream.hpp"

#include <cstdint>
#include <string_view>

namespace serinus::transport {

/// A stream that can be used once a handshake is over.
class SecureStream : public Stream {
public:
  enum class Handshake : std::uint8_t {
    underWay,  ///< the watcher hears when there is more to do
    done,
    failed,  ///< the peer has been told why, as far as that is possible; nothing more can be done
  };
  /// Goes on with the handshake, as far as the peer has sent its part.
  [[nodiscard]] virtual Handshake handshake() noexcept = 0;

  /// Why it failed, in a few words that hold nothing of the peer's.
  [[nodiscard]] virtual std::string_view fault() const noexcept = 0;
};

}  // namespace serinus::transport
