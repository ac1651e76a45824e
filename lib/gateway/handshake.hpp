#pragma once

#include <serinus/http/request.hpp>
#include <serinus/routing/router.hpp>

#include <memory>
#include <string>

namespace serinus::gateway {

/// What the handshake left behind.
struct Handshake {
  Request request;
  routing::Parameters parameters;
  std::string subprotocol;
};

/// What is kept of handshakes once their clients have been greeted. Clients of one loop that asked for the same share
/// it: for an idle one it would be a quarter of its memory.
class GreetedHandshakes {
public:
  /// Releases the request's fields, which would be most of an idle client's memory; method and target stay.
  /// @returns `own`, or one that is as good
  [[nodiscard]] std::shared_ptr<Handshake> keep(const std::shared_ptr<Handshake>& own);

private:
  std::shared_ptr<Handshake> last_;
};

}  // namespace serinus::gateway
