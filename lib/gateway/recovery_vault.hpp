#pragma once

#include "base/keyed_hash.hpp"
#include "gateway/kept_client.hpp"

#include <serinus/gateway/recovery.hpp>
#include <serinus/pipeline/identity.hpp>
#include <serinus/runtime/loop.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace serinus::gateway {

/// Why somebody who presents a token does not get back what it stands for.
enum class RecoveryFault : std::uint8_t {
  unknown,   ///< no such token, or it was used, or its connection was ended on purpose
  expired,   ///< the client has come too late, or was pushed out by others
  identity,  ///< it is somebody else than the one who was lost
};
/// As it stands in the event `session`.
[[nodiscard]] std::string_view text(RecoveryFault fault) noexcept;

/// Whether who was known as `kept` is who comes back now, as far as the door can tell.
///
/// Whom the door names now must be who was lost. Whom it does not name may be somebody who has said so by a message,
/// and was not named by the door the first time either: the token stands for that one, as long as the principal lasts.
/// @param kept      null: nobody has said who that was
/// @param newcomer  the id of the principal that the upgrade has set; empty for none
[[nodiscard]] bool isSameClient(const pipeline::Identity* kept, bool wasNamedAtDoor, std::string_view newcomer,
                                TimePoint now) noexcept;

/// What is wrong with the options of a gateway, one sentence each.
[[nodiscard]] std::vector<std::string> recoveryFaults(const std::optional<Recovery>& recovery);

/// The clients of one gateway that may come back, on all its loops: those that are connected, and what is kept of those
/// that were lost. From any thread.
///
/// A token is a name by which it is found, and a secret of 132 random bits which is compared in constant time.
class RecoveryVault {
public:
  static constexpr std::size_t tokenSize = 32;
  static constexpr std::size_t nameSize = 10;  ///< how many of those characters are the name

  RecoveryVault(const Recovery& options, const KeyedHash& hash) : options_(options), entries_(0, hash) {}
  RecoveryVault(const RecoveryVault&) = delete;
  RecoveryVault& operator=(const RecoveryVault&) = delete;

  /// The place of one connected client. Destroying it makes the token worthless; the vault outlives it.
  class Ticket {
  public:
    Ticket() noexcept = default;
    Ticket(RecoveryVault& vault, std::string name) noexcept : vault_(&vault), name_(std::move(name)) {}
    Ticket(Ticket&& other) noexcept : vault_(std::exchange(other.vault_, nullptr)), name_(std::move(other.name_)) {}
    Ticket& operator=(Ticket&& other) noexcept;
    ~Ticket() { reset(); }

    [[nodiscard]] explicit operator bool() const noexcept { return vault_ != nullptr; }
    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    void reset() noexcept;

  private:
    friend class RecoveryVault;
    RecoveryVault* vault_ = nullptr;
    std::string name_;
  };

  /// What was kept, in the hands of who has come back for it. It is given back when that comes to nothing.
  struct Claimed {
    Claimed(KeptClient kept, std::string presented, TimePoint until)
        : client(std::move(kept)), token(std::move(presented)), expiresAt(until) {}
    KeptClient client;
    std::string token;
    TimePoint expiresAt;
  };
  /// The connection is still there, on `loop`.
  struct Live {
    Live(Loop& where, ClientId client, std::string entry) : loop(&where), id(client), name(std::move(entry)) {}
    Loop* loop;
    ClientId id;
    std::string name;
  };
  using Claim = std::variant<Claimed, Live, RecoveryFault>;

  /// Told, on any thread, when a connection is over.
  class Waiting {
  public:
    virtual ~Waiting() = default;
    virtual void onEnded() noexcept = 0;
  };

  /// A token for a connected client. @throws std::system_error  when the system has no random bytes
  [[nodiscard]] std::pair<Ticket, std::string> issue(Loop& where, ClientId id);

  /// The connection was lost. @returns who has to go for it. @throws std::bad_alloc, and then the token is worthless
  [[nodiscard]] std::vector<KeptClient> keep(Ticket ticket, KeptClient client, TimePoint now);

  /// @param newcomer  see `isSameClient`. Somebody else changes nothing: what is kept stays with its owner.
  [[nodiscard]] Claim claim(std::string_view token, std::string_view newcomer, TimePoint now);
  /// It was not used after all, and can be claimed again until its time is over. @returns who has to go for it.
  /// @throws std::bad_alloc, and then it cannot
  [[nodiscard]] std::vector<KeptClient> giveBack(Claimed claimed);

  /// Has the end of that connection told. @returns false when it is over already
  [[nodiscard]] bool await(const std::string& name, const std::shared_ptr<Waiting>& waiting);

  /// Takes those out of whom `isMeant` is true. It must not use the vault.
  template <class Choose>
  [[nodiscard]] std::vector<KeptClient> drop(const Choose& isMeant) {
    std::vector<KeptClient> dropped;
    const std::lock_guard lock(mutex_);
    for (auto turn = kept_.begin(); turn != kept_.end();) {
      const auto entry = entries_.find(turn->second);
      if (!isMeant(std::as_const(*entry->second.kept))) {
        ++turn;
        continue;
      }
      dropped.push_back(std::move(*entry->second.kept));
      entries_.erase(entry);
      turn = kept_.erase(turn);
    }
    return dropped;
  }

  /// Those who have not come back in time. @throws std::bad_alloc, and then they are still there
  [[nodiscard]] std::vector<KeptClient> expire(TimePoint now);
  [[nodiscard]] std::optional<TimePoint> nextDeadline() const;
  [[nodiscard]] std::size_t keptCount() const;

  /// Drops what is kept; nothing is kept any more.
  void close() noexcept;

private:
  enum class Phase : std::uint8_t { live, kept, expired };
  using Turn = std::pair<TimePoint, std::uint64_t>;  // who expires first, and among those who came first
  struct Entry {
    Entry(Loop* where, ClientId client, std::string verified) : loop(where), id(client), secret(std::move(verified)) {}
    Loop* loop;  // of the connection; null once there is none
    ClientId id;
    std::string secret;
    Phase phase = Phase::live;
    Turn turn{};
    std::optional<KeptClient> kept{};
    std::vector<std::weak_ptr<Waiting>> waiting{};
  };
  using Entries = std::unordered_map<std::string, Entry, KeyedHash, std::equal_to<>>;

  [[nodiscard]] Entries::iterator find(std::string_view token);
  [[nodiscard]] std::vector<std::weak_ptr<Waiting>> put(Entries::iterator entry, KeptClient&& client,
                                                        TimePoint expiresAt, std::vector<KeptClient>& pushedOut);
  void retireFirst(std::vector<KeptClient>& retired);
  void forget(const std::string& name) noexcept;
  static void tell(std::vector<std::weak_ptr<Waiting>> waiting) noexcept;

  const Recovery options_;
  mutable std::mutex mutex_;
  Entries entries_;
  std::map<Turn, std::string> kept_;  // by whom has to go next
  std::deque<std::string> expired_;   // remembered for a while, so that who comes too late is told so
  std::uint64_t next_ = 0;
  bool isClosed_ = false;
};

}  // namespace serinus::gateway
