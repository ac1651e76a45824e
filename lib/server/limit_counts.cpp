#include "server/limit_counts.hpp"

namespace serinus {

std::string_view name(Limit limit) noexcept {
  static constexpr std::array<std::string_view, limitCount> names{
      "connections",    "address",        "addressFlood", "handshakes",  "tlsHandshakes", "tlsTime",
      "tlsFailure",     "proxyUntrusted", "proxyTime",    "proxyHeader", "memoryRefused", "memoryShed",
      "requestLine",    "headerSize",     "headerCount",  "fieldName",   "bodySize",      "bodyRatio",
      "chunkOverhead",  "trailerSize",    "requestCount", "formParts",   "formPartHead",  "formPartFields",
      "formName",       "formPartSize",   "formSize",     "formText",    "firstByteTime", "headerTime",
      "keepAliveTime",  "requestTime",    "bodyRate",     "handlerTime", "writeRate",     "writeStall",
      "unacknowledged", "lingerTime",     "lingerSize",   "drainTime",   "silence",       "idle",
      "lifetime",       "expiry",         "messageSize",  "fragments",   "messageTime",   "controlRate",
      "messageDelayed", "messageRefused", "messageRate",  "userRefused", "userReplaced",  "closeTime"};
  return names[static_cast<std::size_t>(limit)];
}

namespace server {

LimitCounters LimitCounts::read() const noexcept {
  std::array<std::uint64_t, limitCount> counts{};
  for (std::size_t i = 0; i < limitCount; ++i) counts[i] = counts_[i].load(std::memory_order_relaxed);
  return LimitCounters(counts);
}

}  // namespace server
}  // namespace serinus
