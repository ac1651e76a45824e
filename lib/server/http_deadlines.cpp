#include "server/http_connection.hpp"

#include <serinus/http/error_response.hpp>
#include <serinus/http/http_exception.hpp>

#include <algorithm>
#include <utility>

/// How long an HTTP connection waits, for what, and what it does when that is over.
namespace serinus::server {

TimePoint HttpConnection::deadline() const noexcept {
  const Timeouts& timeouts = connection_->patience();
  if (connection_->congested() && phase_ != Phase::handling) return TimePoint::max();
  switch (phase_) {
    case Phase::idle:
      return since_ + (exchange_.requests() == 0 ? timeouts.header : timeouts.keepAlive);
    case Phase::head:
      return requestSince_ + timeouts.header;
    case Phase::body:
    case Phase::rest:
      return std::min(requestSince_ + timeouts.request, since_ + bodyAllowance());
    case Phase::handling:
      return handlerDeadline();
    case Phase::sending:  // as long as the client takes it; one that does not is the connection's matter
    case Phase::over:
      break;
  }
  return TimePoint::max();
}

/// The time that the client may have taken for what has come of the body so far.
Duration HttpConnection::bodyAllowance() const noexcept {
  const Timeouts& timeouts = connection_->patience();
  return timeouts.bodyGrace +
         std::chrono::milliseconds(1000 * bodyReceived_ / std::max<std::size_t>(timeouts.bodyMinRate, 1));
}

/// While a handler waits for the client that has to make haste; otherwise the handler has.
TimePoint HttpConnection::handlerDeadline() const noexcept {
  const Timeouts& timeouts = connection_->timeouts();
  if (isFeeding() && feed_->isAwaited()) {
    return waitsSince_ + std::max<Duration>(bodyAllowance() - waited_, Duration::zero());
  }
  return timeouts.handler > Duration::zero() ? since_ + timeouts.handler : TimePoint::max();
}

Limit HttpConnection::lateLimit(TimePoint now) const noexcept {
  switch (phase_) {
    case Phase::idle:
      return exchange_.requests() == 0 ? Limit::firstByteTime : Limit::keepAliveTime;
    case Phase::head:
      return Limit::headerTime;
    case Phase::body:
    case Phase::rest:
      return now >= requestSince_ + connection_->patience().request ? Limit::requestTime : Limit::bodyRate;
    case Phase::handling:
    case Phase::sending:
    case Phase::over:
      break;
  }
  return isFeeding() && feed_->isAwaited() ? Limit::bodyRate : Limit::handlerTime;
}

void HttpConnection::onDeadline(TimePoint now) {
  count(lateLimit(now));
  const std::string_view path = phase_ == Phase::handling ? inHand_->parser.request().path() : std::string_view();
  switch (phase_) {
    case Phase::idle:
    case Phase::rest:
      return end();
    case Phase::head:
    case Phase::body:
      exchange_.onFault();
      return respond(errorResponse(Status::requestTimeout, "the request took too long"));
    case Phase::handling: {
      if (isFeeding() && feed_->isAwaited()) {
        failFeed(std::make_exception_ptr(RequestTimeoutException("the body comes too slowly")));
        return pump();
      }
      Response late = errorResponse(Status::serviceUnavailable, "the answer took too long", path);
      handling_.cancel();
      endAdmission();
      return refuse(std::move(late));
    }
    case Phase::sending:
    case Phase::over:
      return;
  }
}

}  // namespace serinus::server
