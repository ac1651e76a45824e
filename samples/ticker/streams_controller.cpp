#include "streams_controller.hpp"

#include "wishes.hpp"

#include <chrono>
#include <string>

namespace ticker {

using namespace serinus;

namespace {

constexpr std::chrono::milliseconds retry{200};  // browsers wait some seconds by default

template <class T>
SseStream follow(SseContext& context, const Topic<T>& topic, TopicRequest request) {
  co_yield SseEvent().retry(retry);
  context.subscribe(topic, std::move(request));
}

}  // namespace

StreamsController::StreamsController(Quotes& quotes, Trades& trades, Lines& lines, SseEmitter& emitter)
    : lines_(&lines), emitter_(&emitter) {
  onSse(Route::get("/quotes"), [this, &quotes](SseContext& context) {
    keepLine(context);
    return follow(context, quotes, TopicRequest().every(paceOf(context)));
  });
  onSse(Route::get("/trades"), [this, &trades](SseContext& context) {
    keepLine(context);
    return follow(context, trades, TopicRequest());
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
