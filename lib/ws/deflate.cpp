#include <serinus/ws/deflate.hpp>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace serinus {
namespace {

void demand(int value, int least, int most, const char* name) {
  if (value >= least && value <= most) return;
  throw std::invalid_argument("Deflate: " + std::string(name) + " is " + std::to_string(value) + ", not " +
                              std::to_string(least) + " to " + std::to_string(most));
}

}  // namespace

Deflate Deflate::dedicated(DeflateMemory memory) {
  demand(memory.windowBits, 8, 15, "windowBits");
  demand(memory.memLevel, 1, 9, "memLevel");
  return Deflate(Kind::dedicated, std::max(memory.windowBits, 9), memory.memLevel);
}

Deflate& Deflate::level(int level) & {
  demand(level, 1, 9, "level");
  level_ = static_cast<std::int8_t>(level);
  return *this;
}
Deflate Deflate::level(int level) && {
  return this->level(level);
}

Deflate& Deflate::threshold(std::size_t bytes) & noexcept {
  threshold_ = bytes;
  return *this;
}
Deflate Deflate::threshold(std::size_t bytes) && noexcept {
  return this->threshold(bytes);
}

}  // namespace serinus
