#pragma once

#include "lines.hpp"
#include "topics.hpp"

#include <serinus/serinus.hpp>

namespace ticker {

/// Both topics on one WebSocket, each with a cursor of its own: `/live?page=…&every=50&quotes=CURSOR&trades=CURSOR`.
class LiveGateway : public serinus::WebSocketGateway, public serinus::OnClientConnect {
public:
  LiveGateway(Quotes& quotes, Trades& trades, Lines& lines)
      : WebSocketGateway({.path = "/live"}), quotes_(&quotes), trades_(&trades), lines_(&lines) {}

  serinus::Task<> onClientConnect(serinus::WebSocketContext& context) override;

private:
  Quotes* quotes_;
  Trades* trades_;
  Lines* lines_;
};

}  // namespace ticker
