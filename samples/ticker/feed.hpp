#pragma once

#include "market.hpp"
#include "topics.hpp"

#include <serinus/app/lifecycle.hpp>
#include <serinus/base/log.hpp>
#include <serinus/runtime/task_scope.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

namespace ticker {

/// Runs the market from the application's start to its end, and publishes what happens there: trades always, since they
/// are everybody's history; quotes while somebody looks.
class Feed : public serinus::OnApplicationReady, public serinus::OnApplicationShutdown {
public:
  static constexpr std::chrono::milliseconds tick{10};
  static constexpr int quotesPerTick = 100;  // 50 a second of each instrument
  static constexpr int ticksPerTrade = 5;

  Feed(Market& market, Quotes& quotes, Trades& trades, serinus::Logger& logger)
      : market_(&market), quotes_(&quotes), trades_(&trades), logger_(&logger) {}

  serinus::Task<> onApplicationReady() override;
  serinus::Task<> onApplicationShutdown() override;

private:
  serinus::Task<> run();
  void publish(std::uint64_t tickNumber);

  Market* market_;
  Quotes* quotes_;
  Trades* trades_;
  serinus::Logger* logger_;
  std::optional<serinus::runtime::TaskScope> tasks_;  // of the loop that the market runs on
};

}  // namespace ticker
