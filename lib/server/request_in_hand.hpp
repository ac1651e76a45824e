#pragma once

#include "runtime/spares.hpp"

#include <serinus/http/limits.hpp>
#include <serinus/http/request_parser.hpp>
#include <serinus/pipeline/context.hpp>
#include <serinus/routing/router.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

namespace serinus::server {

/// What a connection has of a request, from its first byte until it is answered. Between requests, which is nearly
/// always, a connection that is kept has none.
struct RequestInHand {
  explicit RequestInHand(const http::Limits& someLimits) : limits(&someLimits), parser(someLimits) {}

  /// As new, but for the memory that is kept. @pre  the connection of the request stays
  void clear() noexcept;

  const http::Limits* limits;  // of the parser
  http::RequestParser parser;
  routing::Match match = routing::NotFound{};
  std::optional<RequestContext> context;
};

/// Where these come from and go back to; one a loop.
class RequestPool {
public:
  /// More are seldom in hand at the end of a turn, and each may keep what its largest head took.
  static constexpr std::size_t most = 64;

  [[nodiscard]] std::unique_ptr<RequestInHand> take(const http::Limits& limits);
  /// @pre  it has been cleared
  void give(std::unique_ptr<RequestInHand> request) noexcept { spare_.give(std::move(request)); }

private:
  runtime::Spares<RequestInHand, most> spare_;
};

}  // namespace serinus::server
