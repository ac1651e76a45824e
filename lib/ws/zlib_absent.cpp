// Stands in for zlib.cpp in a library built without zlib: every offer of compression is declined.
#include "ws/zlib.hpp"

#include <cstdlib>

namespace serinus::ws {

bool hasZlib() noexcept {
  return false;
}

// Without an agreement nobody makes a stream, and without a stream nothing else is called.

struct Deflater::Stream {};
void Deflater::End::operator()(Stream* stream) const noexcept {
  delete stream;
}
Deflater::Deflater(const DeflateSettings&) {
  std::abort();
}
void Deflater::append(std::string&, ByteView) {}
void Deflater::reset() noexcept {}

struct Inflater::Stream {};
void Inflater::End::operator()(Stream* stream) const noexcept {
  delete stream;
}
Inflater::Inflater(int) {
  std::abort();
}
Inflater::Step Inflater::step(ByteView, MutableBytes) {
  return {0, 0, false};
}
bool Inflater::finish() {
  return false;
}
void Inflater::reset() noexcept {}

}  // namespace serinus::ws
