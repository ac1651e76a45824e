// Without OpenSSL there are no keys, and whoever makes one is told so.
#include <serinus/base/crypto.hpp>

#include <algorithm>
#include <stdexcept>

namespace serinus::crypto {

namespace {

[[noreturn]] void refuse() {
  throw std::logic_error(
      "sessions, signed cookies, CSRF tokens and passwords need OpenSSL 3, and Serinus was built without it: install "
      "it, or set the meson option crypto to enabled to hear why it was not found");
}

}  // namespace

Digest sha256(ByteView) {
  refuse();
}
Digest hmacSha256(ByteView, ByteView) {
  refuse();
}
std::vector<std::byte> hkdfSha256(ByteView, ByteView, ByteView, std::size_t) {
  refuse();
}
std::string seal(const Key&, ByteView, ByteView) {
  refuse();
}
std::optional<std::string> open(const Key&, ByteView, ByteView) {
  refuse();
}

bool sameBytes(ByteView a, ByteView b) noexcept {
  if (a.size() != b.size()) return false;
  std::byte difference{0};
  for (std::size_t i = 0; i < a.size(); ++i) difference |= a[i] ^ b[i];
  return difference == std::byte{0};
}

void forget(MutableBytes bytes) noexcept {
  std::ranges::fill(bytes, std::byte{0});
}

}  // namespace serinus::crypto
