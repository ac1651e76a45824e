#pragma once

#include <cstdint>
#include <optional>

namespace serinus {

/// Says how much memory the process uses. On one thread.
class MemorySource {
public:
  virtual ~MemorySource() = default;

  /// Bytes that are in the machine's memory for it; nothing where the system does not say.
  [[nodiscard]] virtual std::optional<std::uint64_t> resident() noexcept = 0;

  /// Bytes of the `resident` that were freed, and are there for what is allocated next. May take milliseconds.
  [[nodiscard]] virtual std::uint64_t idle(std::uint64_t) noexcept { return 0; }
};

/// What the system and the allocator say of this process.
///
/// What is resident (`/proc/self/statm`) is what a limit is about. Of a control group's `memory.current`, which would
/// be the alternative, a part is other processes', and a large part may be the page cache, which the kernel takes back
/// before it ends a process for want of memory.
class ProcessMemory final : public MemorySource {
public:
  /// Opens the file and keeps it open: who is short of memory may be short of descriptors.
  ProcessMemory() noexcept;
  ProcessMemory(const ProcessMemory&) = delete;
  ProcessMemory& operator=(const ProcessMemory&) = delete;
  ~ProcessMemory() override;

  [[nodiscard]] std::optional<std::uint64_t> resident() noexcept override;
  /// Of glibc's allocator; zero with another. It looks at every free piece: some 0.5 ms for a thousand of them.
  [[nodiscard]] std::uint64_t idle(std::uint64_t resident) noexcept override;

private:
  int file_;
};

}  // namespace serinus
