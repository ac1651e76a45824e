#include "base/keyed_hash.hpp"
#include "base/rate_table.hpp"
#include "server/too_many.hpp"

#include <serinus/base/bytes.hpp>
#include <serinus/server/rate_limit_guard.hpp>
#include <serinus/ws/ws_exception.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace serinus {

/// A meter for each key, and how keys are made.
struct RateLimitGuard::Meters {
  Meters(const RateLimit& limit, std::size_t capacity) : table(limit, capacity) {}

  [[nodiscard]] std::uint64_t key(const Context& context, RateLimitBy by) const {
    if (by == RateLimitBy::connection) return keyOf(by, hash(context.peer().address()), context.peer().port());
    if (by == RateLimitBy::user && !context.userId().empty()) return keyOf(by, hash(context.userId()));
    return keyOf(RateLimitBy::address, context.peer().network());
  }

  // What it is of stands before it, so that no user has the key of an address.
  [[nodiscard]] std::uint64_t keyOf(RateLimitBy by, std::uint64_t of, std::uint64_t more = 0) const {
    const std::array<std::uint64_t, 3> words{static_cast<std::uint64_t>(by), of, more};
    return hash(asText(std::as_bytes(std::span(words))));
  }

  KeyedHash hash;
  RateTable table;
};

namespace {

std::string_view nameOf(RateLimitBy by) noexcept {
  switch (by) {
    case RateLimitBy::connection:
      return "connection";
    case RateLimitBy::address:
      return "address";
    case RateLimitBy::user:
      return "user";
  }
  return {};
}

std::int64_t secondsOf(Duration duration) noexcept {
  return std::chrono::ceil<std::chrono::seconds>(duration).count();
}

/// The burst is the quota, and its window the time in which it comes back: draft-ietf-httpapi-ratelimit-headers-10.
void tellClient(Context& context, const RateLimit& limit, RateLimitBy by, Duration untilFull) {
  const Duration whole = limit.tolerance() + limit.interval();
  const std::string name = '"' + std::string(nameOf(by)) + '"';
  context.addHeader("RateLimit-Policy",
                    name + ";q=" + std::to_string(whole / limit.interval()) + ";w=" + std::to_string(secondsOf(whole)));
  context.addHeader("RateLimit",
                    name + ";r=" + std::to_string(std::max(whole - untilFull, Duration()) / limit.interval()) +
                        ";t=" + std::to_string(secondsOf(untilFull)));
}

}  // namespace

RateLimitGuard::RateLimitGuard(const RateLimit& limit, const RateLimitGuardOptions& options)
    : limit_(limit), options_(options), meters_(std::make_unique<Meters>(limit, options.capacity)) {}
RateLimitGuard::RateLimitGuard(RateLimitGuard&&) noexcept = default;
RateLimitGuard::~RateLimitGuard() = default;

Task<bool> RateLimitGuard::canActivate(ExecutionContext& execution) {
  Context& context = execution.context();
  const WhenExceeded then = limit_.whenExceededOr(WhenExceeded::refuse);
  const Duration patience = then == WhenExceeded::delay ? options_.patience : Duration::zero();
  const auto [wait, untilFull] =
      meters_->table.takeOne(meters_->key(context, options_.by), context.loop().now(), patience);
  const bool hasAnswer = execution.door() == Door::request || execution.door() == Door::stream;
  if (hasAnswer && limit_.limits()) tellClient(context, limit_, options_.by, untilFull);
  if (wait > patience) {
    if (then == WhenExceeded::close && execution.door() == Door::message) throw server::closedForTooMany();
    throw server::tooMany(wait);
  }
  if (wait > Duration::zero()) co_await context.sleep(wait);
  co_return true;
}

}  // namespace serinus
