// The door for libFuzzer, beside the one target that is linked with it.

#include "target.hpp"

#include <cstddef>
#include <cstdint>

/// A Violation ends the program where it is thrown, so that libFuzzer shows from where.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) noexcept {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  serinus::fuzz::Target::all().front().run(input);
  return 0;
}
