#pragma once

#include <serinus/base/clock.hpp>
#include <serinus/base/crypto.hpp>

#include <array>
#include <mutex>
#include <optional>

namespace serinus::transport {

/// A key that protects session tickets, and the name they carry to be known by (RFC 5077, 4).
struct TicketKey {
  using Name = std::array<std::byte, 16>;
  Name name{};
  crypto::Key cipher{};
  crypto::Key mac{};
};

/// The ticket keys of an application, for all its loops: made here, replaced as time passes, never shown to anybody.
///
/// A key protects new tickets for `lifetime`, and is known for as long again, so that a ticket made in its last moment
/// is still good for all of its time. From any thread.
class TicketKeys {
public:
  explicit TicketKeys(Duration lifetime) noexcept : lifetime_(lifetime) {}
  TicketKeys(const TicketKeys&) = delete;
  TicketKeys& operator=(const TicketKeys&) = delete;
  ~TicketKeys();

  [[nodiscard]] Duration lifetime() const noexcept { return lifetime_; }

  /// The key for a new ticket.
  [[nodiscard]] TicketKey current(TimePoint now);

  struct Known {
    TicketKey key;
    bool isCurrent = false;  ///< else the client is to be given a new ticket
  };
  /// The key of a ticket that a client brings; nothing when it is not known, or not any more.
  [[nodiscard]] std::optional<Known> find(const TicketKey::Name& name, TimePoint now);

private:
  struct Kept {
    TicketKey key;
    TimePoint since{};
    bool isThere = false;
  };
  static void forget(Kept& kept) noexcept;
  void passTime(TimePoint now);

  const Duration lifetime_;
  std::mutex mutex_;  // for what follows
  Kept current_;
  Kept previous_;
};

}  // namespace serinus::transport
