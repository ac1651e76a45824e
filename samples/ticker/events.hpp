#pragma once

#include <cstdint>
#include <string>

/// What is published: plain structs, which the framework writes as JSON.
namespace ticker {

/// What an instrument costs now. Whoever is slow is given the latest of each instrument alone.
struct Quote {
  std::string symbol;
  std::int64_t cents = 0;
  std::int64_t openCents = 0;  ///< what it cost when the market began
  std::uint64_t move = 0;      ///< 1, 2, 3 … for each instrument; a page that was given the latest alone sees gaps
};

/// A trade that was made. Nobody may miss one, or be given it twice.
struct Trade {
  std::uint64_t number = 0;  ///< 1, 2, 3 … for all instruments together, without gaps
  std::string symbol;
  std::int64_t cents = 0;
  std::int64_t shares = 0;
  bool isBuy = false;
};

}  // namespace ticker
