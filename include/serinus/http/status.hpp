#pragma once

#include <cstdint>
#include <string_view>

namespace serinus {

/// HTTP status codes, those of IANA's registry (RFC 9110, 15 and the documents named there). Another code is made by
/// `static_cast<Status>(210)`.
enum class Status : std::uint16_t {
  continue_ = 100,
  switchingProtocols = 101,
  processing = 102,
  earlyHints = 103,
  ok = 200,
  created = 201,
  accepted = 202,
  nonAuthoritativeInformation = 203,
  noContent = 204,
  resetContent = 205,
  partialContent = 206,
  multiStatus = 207,
  alreadyReported = 208,
  imUsed = 226,
  multipleChoices = 300,
  movedPermanently = 301,
  found = 302,
  seeOther = 303,
  notModified = 304,
  useProxy = 305,
  temporaryRedirect = 307,
  permanentRedirect = 308,
  badRequest = 400,
  unauthorized = 401,
  paymentRequired = 402,
  forbidden = 403,
  notFound = 404,
  methodNotAllowed = 405,
  notAcceptable = 406,
  proxyAuthenticationRequired = 407,
  requestTimeout = 408,
  conflict = 409,
  gone = 410,
  lengthRequired = 411,
  preconditionFailed = 412,
  payloadTooLarge = 413,
  uriTooLong = 414,
  unsupportedMediaType = 415,
  rangeNotSatisfiable = 416,
  expectationFailed = 417,
  imATeapot = 418,
  misdirectedRequest = 421,
  unprocessableContent = 422,
  locked = 423,
  failedDependency = 424,
  tooEarly = 425,
  upgradeRequired = 426,
  preconditionRequired = 428,
  tooManyRequests = 429,
  requestHeaderFieldsTooLarge = 431,
  unavailableForLegalReasons = 451,
  internalServerError = 500,
  notImplemented = 501,
  badGateway = 502,
  serviceUnavailable = 503,
  gatewayTimeout = 504,
  httpVersionNotSupported = 505,
  variantAlsoNegotiates = 506,
  insufficientStorage = 507,
  loopDetected = 508,
  networkAuthenticationRequired = 511,
};

[[nodiscard]] constexpr std::uint16_t code(Status status) noexcept {
  return static_cast<std::uint16_t>(status);
}

/// `Not Found` for 404; empty for a code without a registered phrase.
[[nodiscard]] std::string_view reasonPhrase(Status status) noexcept;

/// Whether a response of this status ends with its head, whatever its fields say (RFC 9112, 6.3: 1xx, 204, 304).
[[nodiscard]] constexpr bool isBodiless(Status status) noexcept {
  return code(status) < 200 || status == Status::noContent || status == Status::notModified;
}

}  // namespace serinus
