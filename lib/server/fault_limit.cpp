#include "server/fault_limit.hpp"

namespace serinus::server {

std::optional<Limit> limitOf(const http::Fault& fault, bool inHead) noexcept {
  switch (fault.excess) {
    case http::Excess::none:
      return std::nullopt;
    case http::Excess::requestLine:
      return Limit::requestLine;
    case http::Excess::headerBytes:
      return inHead ? Limit::headerSize : Limit::trailerSize;
    case http::Excess::headers:
      return inHead ? Limit::headerCount : Limit::trailerSize;
    case http::Excess::fieldName:
      return inHead ? Limit::fieldName : Limit::trailerSize;
    case http::Excess::body:
      return Limit::bodySize;
    case http::Excess::bodyRatio:
      return Limit::bodyRatio;
    case http::Excess::chunkOverhead:
      return Limit::chunkOverhead;
  }
  return std::nullopt;
}

}  // namespace serinus::server
