#pragma once

#include <serinus/base/clock.hpp>
#include <serinus/runtime/task.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace serinus {

/// A session as a store has it.
struct StoredSession {
  std::string data;
  std::uint64_t version = 0;  ///< from 1 on; another after each `put`
};

/// Where sessions are kept. Keys are hashes of what clients have: who reads the store cannot take a session over.
/// With `threads > 1` it is called on several loops at a time.
class SessionStore {
public:
  virtual ~SessionStore() = default;

  [[nodiscard]] virtual Task<std::optional<StoredSession>> get(std::string key) = 0;

  /// Keeps `data` for `timeToLive` if what is there has the version `expected`, 0 for nothing: so that of two who
  /// change the same session at a time the second is told.
  /// @returns whether it did
  [[nodiscard]] virtual Task<bool> put(std::string key, std::string data, std::uint64_t expected,
                                       std::chrono::seconds timeToLive) = 0;

  /// Nothing happens when it is not there.
  [[nodiscard]] virtual Task<> remove(std::string key) = 0;
};

struct MemorySessionStoreOptions {
  /// At most so many. When all places are taken the one that was kept longest ago makes way.
  std::size_t capacity = 100'000;
  /// For tests.
  std::function<TimePoint()> now = Clock::now;
};

/// Sessions in the memory of this process: they end with it, and other processes do not know them.
class MemorySessionStore : public SessionStore {
public:
  /// @throws std::invalid_argument  for a capacity of 0
  explicit MemorySessionStore(MemorySessionStoreOptions options = {});
  MemorySessionStore(MemorySessionStore&&) = delete;
  MemorySessionStore& operator=(MemorySessionStore&&) = delete;
  ~MemorySessionStore() override;

  [[nodiscard]] Task<std::optional<StoredSession>> get(std::string key) override;
  [[nodiscard]] Task<bool> put(std::string key, std::string data, std::uint64_t expected,
                               std::chrono::seconds timeToLive) override;
  [[nodiscard]] Task<> remove(std::string key) override;

  [[nodiscard]] std::size_t size() const;

private:
  struct Table;
  std::unique_ptr<Table> table_;
};

}  // namespace serinus
