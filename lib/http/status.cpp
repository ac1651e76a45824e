#include <serinus/http/status.hpp>

namespace serinus {

std::string_view reasonPhrase(Status status) noexcept {
  switch (status) {
    case Status::continue_:
      return "Continue";
    case Status::switchingProtocols:
      return "Switching Protocols";
    case Status::processing:
      return "Processing";
    case Status::earlyHints:
      return "Early Hints";
    case Status::ok:
      return "OK";
    case Status::created:
      return "Created";
    case Status::accepted:
      return "Accepted";
    case Status::nonAuthoritativeInformation:
      return "Non-Authoritative Information";
    case Status::noContent:
      return "No Content";
    case Status::resetContent:
      return "Reset Content";
    case Status::partialContent:
      return "Partial Content";
    case Status::multiStatus:
      return "Multi-Status";
    case Status::alreadyReported:
      return "Already Reported";
    case Status::imUsed:
      return "IM Used";
    case Status::multipleChoices:
      return "Multiple Choices";
    case Status::movedPermanently:
      return "Moved Permanently";
    case Status::found:
      return "Found";
    case Status::seeOther:
      return "See Other";
    case Status::notModified:
      return "Not Modified";
    case Status::useProxy:
      return "Use Proxy";
    case Status::temporaryRedirect:
      return "Temporary Redirect";
    case Status::permanentRedirect:
      return "Permanent Redirect";
    case Status::badRequest:
      return "Bad Request";
    case Status::unauthorized:
      return "Unauthorized";
    case Status::paymentRequired:
      return "Payment Required";
    case Status::forbidden:
      return "Forbidden";
    case Status::notFound:
      return "Not Found";
    case Status::methodNotAllowed:
      return "Method Not Allowed";
    case Status::notAcceptable:
      return "Not Acceptable";
    case Status::proxyAuthenticationRequired:
      return "Proxy Authentication Required";
    case Status::requestTimeout:
      return "Request Timeout";
    case Status::conflict:
      return "Conflict";
    case Status::gone:
      return "Gone";
    case Status::lengthRequired:
      return "Length Required";
    case Status::preconditionFailed:
      return "Precondition Failed";
    case Status::payloadTooLarge:
      return "Content Too Large";
    case Status::uriTooLong:
      return "URI Too Long";
    case Status::unsupportedMediaType:
      return "Unsupported Media Type";
    case Status::rangeNotSatisfiable:
      return "Range Not Satisfiable";
    case Status::expectationFailed:
      return "Expectation Failed";
    case Status::imATeapot:
      return "I'm a Teapot";
    case Status::misdirectedRequest:
      return "Misdirected Request";
    case Status::unprocessableContent:
      return "Unprocessable Content";
    case Status::locked:
      return "Locked";
    case Status::failedDependency:
      return "Failed Dependency";
    case Status::tooEarly:
      return "Too Early";
    case Status::upgradeRequired:
      return "Upgrade Required";
    case Status::preconditionRequired:
      return "Precondition Required";
    case Status::tooManyRequests:
      return "Too Many Requests";
    case Status::requestHeaderFieldsTooLarge:
      return "Request Header Fields Too Large";
    case Status::unavailableForLegalReasons:
      return "Unavailable For Legal Reasons";
    case Status::internalServerError:
      return "Internal Server Error";
    case Status::notImplemented:
      return "Not Implemented";
    case Status::badGateway:
      return "Bad Gateway";
    case Status::serviceUnavailable:
      return "Service Unavailable";
    case Status::gatewayTimeout:
      return "Gateway Timeout";
    case Status::httpVersionNotSupported:
      return "HTTP Version Not Supported";
    case Status::variantAlsoNegotiates:
      return "Variant Also Negotiates";
    case Status::insufficientStorage:
      return "Insufficient Storage";
    case Status::loopDetected:
      return "Loop Detected";
    case Status::networkAuthenticationRequired:
      return "Network Authentication Required";
  }
  return {};
}

}  // namespace serinus
