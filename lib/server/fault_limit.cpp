#include "server/fault_limit.hpp"

namespace serinus::server {

std::optional<Limit> limitOf(http::Excess excess, bool inHead) noexcept {
  switch (excess) {
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
    case http::Excess::formParts:
      return Limit::formParts;
    case http::Excess::formPartHead:
      return Limit::formPartHead;
    case http::Excess::formPartFields:
      return Limit::formPartFields;
    case http::Excess::formName:
      return Limit::formName;
    case http::Excess::formPart:
      return Limit::formPartSize;
    case http::Excess::formTotal:
      return Limit::formSize;
    case http::Excess::formText:
      return Limit::formText;
  }
  return std::nullopt;
}

}  // namespace serinus::server
