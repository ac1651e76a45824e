#pragma once

#include <serinus/http/error_response.hpp>
#include <serinus/http/fields.hpp>
#include <serinus/http/method.hpp>
#include <serinus/http/response.hpp>
#include <serinus/http/status.hpp>

#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace serinus {

/// Thrown by a handler, guard or pipe that wants another answer than the usual one. The client is told `what()`.
class HttpException : public std::exception {
public:
  /// @param message  for the client; the reason phrase when empty
  explicit HttpException(Status status, std::string message = {});

  /// Adds a field to the answer. @throws InvalidFieldError
  HttpException& header(std::string_view name, std::string_view value) &;
  HttpException&& header(std::string_view name, std::string_view value) &&;

  /// Adds one of the things that are wrong, beside the message.
  HttpException& detail(std::string path, std::string message) &;
  HttpException&& detail(std::string path, std::string message) &&;

  [[nodiscard]] Status status() const noexcept { return status_; }
  [[nodiscard]] const std::vector<ErrorDetail>& details() const noexcept { return details_; }
  [[nodiscard]] const Fields& fields() const noexcept { return fields_; }
  [[nodiscard]] const char* what() const noexcept override { return message_.c_str(); }

  /// The answer: `errorResponse` with the extra fields.
  [[nodiscard]] Response response(std::string_view path = {}) const;

private:
  Status status_;
  std::string message_;
  Fields fields_;
  std::vector<ErrorDetail> details_;
};

/// The exception of one status. Derive from it, or from one of the names below, for exceptions of your own.
template <Status fixedStatus>
class StatusException : public HttpException {
public:
  explicit StatusException(std::string message = {}) : HttpException(fixedStatus, std::move(message)) {}
};

using BadRequestException = StatusException<Status::badRequest>;
using UnauthorizedException = StatusException<Status::unauthorized>;
using PaymentRequiredException = StatusException<Status::paymentRequired>;
using ForbiddenException = StatusException<Status::forbidden>;
using NotFoundException = StatusException<Status::notFound>;
using NotAcceptableException = StatusException<Status::notAcceptable>;
using RequestTimeoutException = StatusException<Status::requestTimeout>;
using ConflictException = StatusException<Status::conflict>;
using GoneException = StatusException<Status::gone>;
using PreconditionFailedException = StatusException<Status::preconditionFailed>;
using PayloadTooLargeException = StatusException<Status::payloadTooLarge>;
using UnsupportedMediaTypeException = StatusException<Status::unsupportedMediaType>;
using UnprocessableContentException = StatusException<Status::unprocessableContent>;
using UpgradeRequiredException = StatusException<Status::upgradeRequired>;
using TooManyRequestsException = StatusException<Status::tooManyRequests>;
using InternalServerErrorException = StatusException<Status::internalServerError>;
using NotImplementedException = StatusException<Status::notImplemented>;
using BadGatewayException = StatusException<Status::badGateway>;
using ServiceUnavailableException = StatusException<Status::serviceUnavailable>;
using GatewayTimeoutException = StatusException<Status::gatewayTimeout>;

/// 405, which must say what is allowed (RFC 9110, 15.5.6).
class MethodNotAllowedException : public StatusException<Status::methodNotAllowed> {
public:
  explicit MethodNotAllowedException(MethodSet allowed, std::string message = {});
};

}  // namespace serinus
