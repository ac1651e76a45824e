#include "market.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>

namespace ticker {

namespace {

constexpr std::array<std::string_view, 20> heads = {"BA", "CE", "DO", "FI", "GU", "HA", "JO", "KE", "LU", "MI",
                                                    "NA", "PO", "QU", "RE", "SI", "TO", "VA", "WE", "XO", "ZU"};
constexpr std::array<std::string_view, 10> tails = {"CO", "DA", "LI", "MA", "NE", "PA", "RO", "SU", "TI", "VO"};
static_assert(heads.size() * tails.size() == Market::instruments);

constexpr double usualMove = 0.0008;   // as a share of the price, up or down: one standard deviation
constexpr double pullToOpen = 0.0005;  // so that no price goes astray
constexpr std::int64_t leastCents = 100;

}  // namespace

Market::Market(std::uint32_t seed) : chance_(seed) {
  std::uniform_int_distribution<std::int64_t> firstCents(2'000, 60'000);
  for (const std::string_view tail : tails) {
    for (const std::string_view head : heads) {
      const std::int64_t cents = firstCents(chance_);
      quotes_.push_back({std::string(head).append(tail), cents, cents, 0});
    }
  }
}

Quote Market::move() {
  Quote& quote = quotes_[next_];
  next_ = (next_ + 1) % quotes_.size();
  const auto cents = static_cast<double>(quote.cents);
  const double step = std::normal_distribution<double>(0, usualMove)(chance_) * cents;
  const double pull = (static_cast<double>(quote.openCents) - cents) * pullToOpen;
  quote.cents = std::max<std::int64_t>(leastCents, std::llround(cents + step + pull));
  ++quote.move;
  return quote;
}

Trade Market::trade() {
  const std::size_t place = std::uniform_int_distribution<std::size_t>(0, quotes_.size() - 1)(chance_);
  const std::int64_t shares = 10 * std::uniform_int_distribution<std::int64_t>(1, 90)(chance_);
  const Quote& quote = quotes_[place];
  return {++trades_, quote.symbol, quote.cents, shares, std::bernoulli_distribution()(chance_)};
}

}  // namespace ticker
