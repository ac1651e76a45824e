#include "server/fault_limit.hpp"

namespace serinus::server {

// Which limit it was the status alone does not say; the reason, a literal of the parser, does.
std::optional<Limit> limitOf(const http::Fault& fault, bool inHead) noexcept {
  switch (fault.status) {
    case Status::uriTooLong:
      return Limit::requestLine;
    case Status::requestHeaderFieldsTooLarge:
      if (!inHead) return Limit::trailerSize;
      if (fault.reason == "there are too many fields") return Limit::headerCount;
      return fault.reason == "a field name is too long" ? Limit::fieldName : Limit::headerSize;
    case Status::payloadTooLarge:
      if (fault.reason == "the chunk-size lines are too long") return Limit::chunkOverhead;
      return fault.reason == "the body is too much larger when it is decoded" ? Limit::bodyRatio : Limit::bodySize;
    default:
      return std::nullopt;
  }
}

}  // namespace serinus::server
