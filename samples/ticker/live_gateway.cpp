#include "live_gateway.hpp"

#include "wishes.hpp"

namespace ticker {

using namespace serinus;

Task<> LiveGateway::onClientConnect(WebSocketContext& context) {
  context.setState<Lines::Line>(lines_->add(pageOf(context), [&context] { context.abort(); }));
  context.subscribe(*trades_, TopicRequest().since(cursorOf(context, "trades")));
  context.subscribe(*quotes_, TopicRequest().since(cursorOf(context, "quotes")).every(paceOf(context)));
  return {};
}

}  // namespace ticker
