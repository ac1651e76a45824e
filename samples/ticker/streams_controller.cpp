#include "streams_controller.hpp"

#include "wishes.hpp"

#include <string>

namespace ticker {

using namespace serinus;

StreamsController::StreamsController(Quotes& quotes, Trades& trades, Lines& lines, SseEmitter& emitter)
    : lines_(&lines), emitter_(&emitter) {
  onSse(Route::get("/quotes"), quotes, [this](SseContext& context) {
    keepLine(context);
    return TopicRequest().every(paceOf(context));
  });
  onSse(Route::get("/trades"), trades, [this](SseContext& context) {
    keepLine(context);
    return TopicRequest();
  });
  on(Route::post("/cut"), [this](RequestContext& context) {
    return Response::json("{\"connections\":" + std::to_string(lines_->cut(pageOf(context))) + "}");
  });
}

void StreamsController::keepLine(SseContext& context) {
  const ClientId client = context.clientId();
  context.setState<Lines::Line>(
      lines_->add(pageOf(context), [this, client] { emitter_->close(SseTo::client(client)); }));
}

}  // namespace ticker
