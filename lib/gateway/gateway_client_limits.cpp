#include "gateway/gateway_client.hpp"
#include "gateway/gateway_hub.hpp"
#include "server/too_many.hpp"

#include <utility>

namespace serinus::gateway {

void GatewayClient::onLimit(Limit limit) noexcept {
  hub().limitCounts_.add(limit);
  if (recovery() != nullptr && limit == Limit::lifetime) recovery()->onAged();
}

// ---- Seats of users

void GatewayClient::sit(UserTable::Seat seat) {
  auto& own = extras().seat;
  own = std::make_unique<UserTable::Seat>(std::move(seat));
  own->take(id_);
}

void GatewayClient::seatUser() {
  if (!hub().seatsUsers()) return;
  ClientExtras& own = extras();
  if (own.seat && own.seat->user() == own.user) return;
  own.seat.reset();
  if (own.user.empty()) return;
  auto seat = hub().seat(own.user);
  if (!seat) return connection_->close(CloseCode::policyViolation, "too many connections of this user");
  sit(std::move(*seat));
}

// ---- The rate of messages

Task<> GatewayClient::meter(WsMessage message) {
  const RateLimit& limit = hub().limits().messageRate;
  if (!limit.limits()) return take(message);
  const WhenExceeded then = limit.whenExceededOr(WhenExceeded::delay);
  const Duration patience = then == WhenExceeded::delay ? Duration::max() : Duration::zero();
  const Duration wait = extras().rate.take(limit, loop().now(), patience);
  if (wait == Duration::zero()) return take(message);
  switch (then) {
    case WhenExceeded::delay:
      onLimit(Limit::messageDelayed);
      return takeLater(message, wait);
    case WhenExceeded::refuse:
      onLimit(Limit::messageRefused);
      return refuse(message, std::make_exception_ptr(server::tooMany(wait)));
    case WhenExceeded::close:
      break;
  }
  onLimit(Limit::messageRate);
  throw server::closedForTooMany();
}

// Nothing more is read of the client meanwhile.
Task<> GatewayClient::takeLater(WsMessage message, Duration wait) {
  co_await sleep(wait);
  co_await take(message);
}

Task<> GatewayClient::refuse(WsMessage message, std::exception_ptr fault) {
  if (!hub().events().empty() || asks()) {
    hub().dispatcher_->refuse(*this, message, fault);
    co_return;
  }
  ExecutionContext execution(Door::message, *this, hub().name_, {});
  execution.setPayload(message.bytes());
  const bool handled = co_await hub().pipelines_.message.filter(execution, fault);
  if (!handled) std::rethrow_exception(fault);
}

}  // namespace serinus::gateway
