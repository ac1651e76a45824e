#pragma once

#include "base/keyed_hash.hpp"

#include <serinus/pipeline/client_id.hpp>
#include <serinus/server/web_socket_limits.hpp>

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace serinus::gateway {

/// The connections of each user to one gateway, on all its loops, counted against `maxPerUser`. From any thread.
class UserTable {
public:
  /// One connection's seat. Destroying it gives it back; the table outlives it.
  class Seat {
  public:
    Seat(UserTable& table, std::string user, std::uint64_t number) noexcept
        : table_(&table), user_(std::move(user)), number_(number) {}
    Seat(Seat&& other) noexcept
        : table_(std::exchange(other.table_, nullptr)), user_(std::move(other.user_)), number_(other.number_) {}
    Seat& operator=(Seat&& other) noexcept;
    ~Seat();

    [[nodiscard]] const std::string& user() const noexcept { return user_; }
    /// Who sits here, so that it can be asked to leave.
    void take(ClientId client);

  private:
    UserTable* table_;
    std::string user_;
    std::uint64_t number_;
  };

  /// What `enter` gives: a seat or, when the user has no free one, none; and who has to leave for it.
  struct Entered {
    std::optional<Seat> seat;
    std::optional<ClientId> replaced;
  };

  [[nodiscard]] Entered enter(std::string_view user, std::size_t most, WhenUserIsFull then);

private:
  struct Taken {
    std::uint64_t number;
    std::optional<ClientId> client;
  };

  void leave(const std::string& user, std::uint64_t number) noexcept;
  void sit(const std::string& user, std::uint64_t number, ClientId client);

  std::mutex mutex_;
  std::unordered_map<std::string, std::vector<Taken>, KeyedHash> users_;  // each in the order they came
  std::uint64_t next_ = 0;
};

}  // namespace serinus::gateway
