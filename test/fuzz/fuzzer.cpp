// The door for libFuzzer, beside the one target that is linked with it.

#include "target.hpp"

#include <cstddef>
#include <cstdint>
#include <ctime>

namespace {

// Of a processor. libFuzzer's own limit is one of the clock, and a machine with other work may give no turn for longer.
constexpr std::clock_t mostSeconds = 10;

}  // namespace

/// A Violation ends the program where it is thrown, so that libFuzzer shows from where.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) noexcept {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::clock_t before = std::clock();
  serinus::fuzz::Target::all().front().run(input);
  serinus::fuzz::require(std::clock() - before < mostSeconds * CLOCKS_PER_SEC, "no input takes long");
  return 0;
}
