#include "gateway/handshake.hpp"

#include <utility>

namespace serinus::gateway {

std::shared_ptr<Handshake> GreetedHandshakes::keep(const std::shared_ptr<Handshake>& own) {
  Request kept(own->request.method(), std::string(own->request.target()));
  own->request = std::move(kept);
  // Its client may hold views of these for as long as it is there.
  const bool isViewed = own->parameters.size() > 0 || !own->parameters.tail().empty() || !own->subprotocol.empty();
  if (isViewed) return own;
  const bool isSame =
      last_ && last_->request.method() == own->request.method() && last_->request.target() == own->request.target();
  if (!isSame) last_ = own;
  return last_;
}

}  // namespace serinus::gateway
