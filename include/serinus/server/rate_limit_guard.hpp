#pragma once

#include <serinus/base/rate_limit.hpp>
#include <serinus/pipeline/steps.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace serinus {

/// Whose calls are counted together.
enum class RateLimitBy : std::uint8_t {
  connection,  ///< each TCP connection by itself
  address,     ///< all from one address, or one /64 of IPv6
  user,        ///< all of one `Principal::id`; those without a principal by their address
};

struct RateLimitGuardOptions {
  RateLimitBy by = RateLimitBy::address;
  /// With `WhenExceeded::delay`: how long one may be made to wait; who would have to wait longer is refused.
  Duration patience = std::chrono::seconds(10);
  /// Meters at most, sixteen bytes each, rounded up to a power of two; made as they are needed. When all are in use the
  /// one that has been used least is given to the next.
  std::size_t capacity = 65'536;
};

/// Lets through so many, at any door: `use(RateLimitGuard(RateLimit::perMinute(20)))`. Each one counts by itself; one
/// that is a provider, derived from this, counts together wherever it is used.
///
/// What comes too often is refused unless the limit says otherwise: 429 with `Retry-After` before a response, a stream
/// or the 101; at a message what the gateway makes of a `TooManyRequestsException`.
class RateLimitGuard : public Guard {
public:
  explicit RateLimitGuard(const RateLimit& limit, const RateLimitGuardOptions& options = {});
  RateLimitGuard(RateLimitGuard&&) noexcept;
  RateLimitGuard& operator=(RateLimitGuard&&) = delete;
  ~RateLimitGuard() override;

  [[nodiscard]] Task<bool> canActivate(ExecutionContext& context) override;

private:
  struct Meters;

  RateLimit limit_;
  RateLimitGuardOptions options_;
  std::unique_ptr<Meters> meters_;
};

}  // namespace serinus
