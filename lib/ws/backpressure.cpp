#include <serinus/ws/backpressure.hpp>

#include <stdexcept>
#include <string>

namespace serinus {

Backpressure& Backpressure::watermarks(std::size_t high, std::size_t low) & {
  if (low >= high) {
    throw std::invalid_argument("watermarks(" + std::to_string(high) + ", " + std::to_string(low) +
                                "): the low watermark must be below the high one");
  }
  high_ = high;
  low_ = low;
  return *this;
}

}  // namespace serinus
