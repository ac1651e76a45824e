#include "live_gateway.hpp"

#include "owner.hpp"

#include <string>

namespace notes {

using namespace serinus;

LiveGateway::LiveGateway() : WebSocketGateway({.path = "/api/live", .limits = {.maxMessage = 1024}}) {
  // Before the 101: who is not signed in gets a 401, and nothing has to be closed. The session's principal is the user
  // of the connection from then on.
  use(RolesGuard({member}), Door::upgrade);
  on<NoteId>("typing", &LiveGateway::onTyping);
}

/// The note is not looked up: whoever sees this has the same account.
void LiveGateway::onTyping(NoteId at, WebSocketContext& context) {
  emit("typing", at, To::user(std::string(context.user())).except(context.clientId()));
}

}  // namespace notes
