#include "base/memory_source.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

#include <malloc.h>

#ifdef __GLIBC_PREREQ
#if __GLIBC_PREREQ(2, 33)
#define SERINUS_MALLINFO
#endif
#endif

namespace serinus {

ProcessMemory::ProcessMemory() noexcept : file_(::open("/proc/self/statm", O_RDONLY | O_CLOEXEC)) {}

ProcessMemory::~ProcessMemory() {
  if (file_ >= 0) ::close(file_);
}

// proc(5): all of it, then what is resident, in pages.
std::optional<std::uint64_t> ProcessMemory::resident() noexcept {
  std::array<char, 128> text;
  const ssize_t size = file_ < 0 ? -1 : ::pread(file_, text.data(), text.size(), 0);
  if (size <= 0) return std::nullopt;
  const std::string_view fields(text.data(), static_cast<std::size_t>(size));
  const std::size_t space = fields.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  std::uint64_t pages = 0;
  const auto [end, error] = std::from_chars(fields.data() + space + 1, fields.data() + fields.size(), pages);
  if (error != std::errc()) return std::nullopt;
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::uint64_t ProcessMemory::idle([[maybe_unused]] std::uint64_t resident) noexcept {
#if defined(SERINUS_MALLINFO)
  const struct ::mallinfo2 heap = ::mallinfo2();
  // What was given back to the system, and what never was touched, is free too, and not resident.
  const std::uint64_t taken = heap.uordblks + heap.hblkhd;
  return std::min<std::uint64_t>(heap.fordblks, resident > taken ? resident - taken : 0);
#else
  return 0;
#endif
}

}  // namespace serinus
