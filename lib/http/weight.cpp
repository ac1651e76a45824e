#include <serinus/base/ascii.hpp>

#include "weight.hpp"

#include <algorithm>
#include <cstddef>

namespace serinus::http {

int thousandths(std::string_view weight) noexcept {
  constexpr int whole = 1000;
  if (weight.empty() || weight.size() > 5 || (weight[0] != '0' && weight[0] != '1')) return whole;
  if (weight[0] == '1' || (weight.size() > 1 && weight[1] != '.')) return whole;
  int value = 0;
  int place = 100;
  for (const char digit : weight.substr(std::min<std::size_t>(weight.size(), 2))) {
    if (!isDigit(digit)) return whole;
    value += place * (digit - '0');
    place /= 10;
  }
  return value;
}

}  // namespace serinus::http
