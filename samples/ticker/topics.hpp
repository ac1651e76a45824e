#pragma once

#include "events.hpp"
#include "market.hpp"

#include <serinus/broker/topic.hpp>

#include <chrono>

namespace ticker {

/// 10,000 a second. Of each instrument the latest is kept, and nothing else: a page is given as many as it takes, and
/// one that comes back is given what has moved since.
class Quotes : public serinus::Topic<Quote> {
public:
  explicit Quotes(Market& market)
      : Topic("quotes", {.retainLast = true,
                         .conflate = [](const Quote& quote) { return quote.symbol; },
                         .maxKeys = Market::instruments,
                         .onFirstSubscriber = [&market] { market.open(); },
                         .onLastSubscriber = [&market] { market.close(); }}) {}
};

/// 20 a second, every one of which is kept for those that were away: five minutes long.
class Trades : public serinus::Topic<Trade> {
public:
  Trades() : Topic("trades", {.history = serinus::History().count(6'000).age(std::chrono::minutes(5))}) {}
};

}  // namespace ticker
