#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace serinus {

/// A limit that was reached: why a client was kept waiting, refused or closed.
enum class Limit : std::uint8_t {
  // Of an application's connections (`ConnectionLimits`).
  connections,     ///< accepting paused: `total` were open
  address,         ///< a connection was answered with 503: `perAddress` of its address were open
  addressFlood,    ///< a connection was closed unheard: too many of these waited for their 503
  handshakes,      ///< an upgrade was answered with 503: `handshakes` were being decided
  tlsHandshakes,   ///< accepting paused: `tlsHandshakes` were under way
  tlsTime,         ///< a TLS handshake took longer than `Timeouts::tlsHandshake`
  tlsFailure,      ///< a TLS handshake failed: versions, ciphers, certificates, or no TLS at all
  proxyUntrusted,  ///< a connection was closed: a PROXY header is required, and its peer is no trusted proxy
  proxyTime,       ///< a PROXY header took longer than `Timeouts::proxyHeader`
  proxyHeader,     ///< a connection was closed: a trusted proxy sent no PROXY header, or a malformed one
  // Of its memory (`ApplicationOptions::memoryBudget`).
  memoryRefused,  ///< a request, an event stream or an upgrade was answered with 503: nine tenths were used; or
                  ///< accepting clients of TLS paused: 95 % were
  memoryShed,     ///< a client was ended for what waited for it: 1013, or cut off
  // Of its requests (`http::Limits`); each was answered with the status given there, where nothing else is said.
  requestLine,    ///< `maxRequestLine`: 414
  headerSize,     ///< `maxHeaderBytes`: 431
  headerCount,    ///< `maxHeaders`: 431
  fieldName,      ///< `maxFieldName`: 431
  bodySize,       ///< `maxBody`, or that of the route: 413; a handler that reads the body while it comes is told
  bodyRatio,      ///< a coded body was more than 100 times as large when it was decoded: the same
  chunkOverhead,  ///< `maxChunkOverhead`: the same
  trailerSize,    ///< `maxTrailerBytes`, or too many or too long names among trailers: 431
  requestCount,   ///< a connection had `maxRequestsPerConnection`, and ends
  // Of its forms (`http::FormLimits`); each was answered with 413.
  formParts,       ///< `maxParts`
  formPartHead,    ///< `maxPartHead`
  formPartFields,  ///< `maxPartFields`
  formName,        ///< `maxName`
  formPartSize,    ///< `maxPart`
  formSize,        ///< `maxTotal`
  formText,        ///< `maxText`
  // Of their time (`Timeouts`).
  firstByteTime,   ///< a new connection was closed: it said nothing (`header`)
  headerTime,      ///< `header`: 408
  keepAliveTime,   ///< a connection was closed: no other request came (`keepAlive`)
  requestTime,     ///< `request`: 408
  bodyRate,        ///< `bodyMinRate`: 408
  handlerTime,     ///< `handler`: 503
  writeRate,       ///< a client was cut off: `writeMinRate`
  writeStall,      ///< a client was cut off: `writeStall`
  unacknowledged,  ///< a connection was lost: `unacknowledged`
  lingerTime,      ///< a client had the last answer, and did not end its side within `linger`
  lingerSize,      ///< nor did it within `lingerBytes`
  drainTime,       ///< a connection was cut off: the application stopped, and `drain` was over
  // Of a gateway's clients (`WebSocketLimits`, `Timeouts`); each was closed, where nothing else is said.
  silence,         ///< no answer to a ping
  idle,            ///< no message for `idleTimeout`
  lifetime,        ///< `maxLifetime` was over
  expiry,          ///< its principal expired
  messageSize,     ///< `maxMessage`
  fragments,       ///< `maxFragments`
  messageTime,     ///< a message took longer than `Timeouts::message`
  controlRate,     ///< `controlRate`
  messageDelayed,  ///< a message waited for its time (`messageRate`)
  messageRefused,  ///< a message was refused (`messageRate`)
  messageRate,     ///< `messageRate`
  userRefused,     ///< a client was refused: its user had `maxPerUser`
  userReplaced,    ///< a newer client of its user took its place
  closeTime,       ///< no answer to a Close within `webSocketClose`
};

inline constexpr std::size_t limitCount = static_cast<std::size_t>(Limit::closeTime) + 1;

/// All of them, in the order above.
[[nodiscard]] constexpr std::array<Limit, limitCount> allLimits() noexcept {
  std::array<Limit, limitCount> all{};
  for (std::size_t i = 0; i < limitCount; ++i) all[i] = static_cast<Limit>(i);
  return all;
}

/// `silence`, `messageRate`, …: the names above.
[[nodiscard]] std::string_view name(Limit limit) noexcept;

/// How often each limit was reached, since the application was built. A moment old by the time it is read.
class LimitCounters {
public:
  LimitCounters() = default;
  explicit LimitCounters(const std::array<std::uint64_t, limitCount>& counts) noexcept : counts_(counts) {}

  [[nodiscard]] std::uint64_t operator[](Limit limit) const noexcept {
    return counts_[static_cast<std::size_t>(limit)];
  }

private:
  std::array<std::uint64_t, limitCount> counts_{};
};

}  // namespace serinus
