#pragma once

#include "lines.hpp"
#include "topics.hpp"

#include <serinus/serinus.hpp>

namespace ticker {

/// The same topics as event streams, one each: `/quotes?page=…&every=50` and `/trades?page=…`. A browser that lost one
/// comes back by itself, with its cursor as `Last-Event-ID`. And `POST /cut?page=…` cuts a page off, on either
/// transport.
class StreamsController : public serinus::SseController {
public:
  StreamsController(Quotes& quotes, Trades& trades, Lines& lines, serinus::SseEmitter& emitter);

private:
  void keepLine(serinus::SseContext& context);

  Lines* lines_;
  serinus::SseEmitter* emitter_;
};

}  // namespace ticker
