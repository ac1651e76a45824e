#include <serinus/base/base64.hpp>
#include <serinus/base/random.hpp>

#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <random>
#include <system_error>
#include <vector>

namespace serinus {

void fillRandom(MutableBytes bytes) {
  constexpr std::size_t mostAtOnce = 256;  // the limit of getentropy(3)
  while (!bytes.empty()) {
    const MutableBytes part = bytes.first(std::min(bytes.size(), mostAtOnce));
    if (::getentropy(part.data(), part.size()) != 0) {
      throw std::system_error(errno, std::system_category(), "no random bytes from the system");
    }
    bytes = bytes.subspan(part.size());
  }
}

std::string randomToken(std::size_t bytes) {
  std::vector<std::byte> secret(bytes);
  fillRandom(secret);
  return base64UrlEncode(secret);
}

std::uint32_t drawLots() {
  thread_local std::mt19937 lots{std::random_device{}()};
  return static_cast<std::uint32_t>(lots());
}

}  // namespace serinus
