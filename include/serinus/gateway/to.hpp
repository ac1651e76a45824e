#pragma once

#include <serinus/pipeline/client_id.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus {

class WebSocketContext;

/// Whom something is for, among the clients of the gateway it is said to:
///
///     gateway.send("tick", To::room("blue").except(sender));
///     gateway.disconnect(To::user("ada"), CloseCode::policyViolation, "signed out");
///     gateway.send("news", To::rooms({"blue", "red"}).exceptRoom("muted"));
///
/// A client that is named in several ways is reached once. Names that nobody has name nobody. The cost is that of the
/// clients that are reached, not of all that there are; `all` and `where` look at every client.
class To {
public:
  /// Decides about one client. It is called on that client's loop, with `threads > 1` on several at a time; what it
  /// throws is logged, and the client is left out.
  using Predicate = std::function<bool(const WebSocketContext&)>;

  [[nodiscard]] static To all() { return To(true); }
  [[nodiscard]] static To client(ClientId id) { return To(false).alsoClient(id); }
  /// A text that is no id names nobody.
  [[nodiscard]] static To client(std::string_view id) { return client(ClientId::parse(id).value_or(ClientId())); }
  [[nodiscard]] static To clients(std::vector<ClientId> ids);
  [[nodiscard]] static To room(std::string_view name) { return To(false).alsoRoom(name); }
  /// The members of any of these rooms.
  [[nodiscard]] static To rooms(std::vector<std::string> names);
  /// All connections of one user: the clients whose principal, or `setUser`, had this id.
  [[nodiscard]] static To user(std::string_view id) { return To(false).alsoUser(id); }
  [[nodiscard]] static To users(std::vector<std::string> ids);
  [[nodiscard]] static To where(Predicate predicate) { return To(true).andWhere(std::move(predicate)); }
  [[nodiscard]] static To allBut(ClientId id) { return To(true).except(id); }

  /// These too.
  To& alsoClient(ClientId id) &;
  To&& alsoClient(ClientId id) && { return std::move(alsoClient(id)); }
  To& alsoRoom(std::string_view name) &;
  To&& alsoRoom(std::string_view name) && { return std::move(alsoRoom(name)); }
  To& alsoUser(std::string_view id) &;
  To&& alsoUser(std::string_view id) && { return std::move(alsoUser(id)); }

  /// These not, however else they are named; it does not matter what is said first.
  To& except(ClientId id) &;
  To&& except(ClientId id) && { return std::move(except(id)); }
  To& exceptRoom(std::string_view name) &;
  To&& exceptRoom(std::string_view name) && { return std::move(exceptRoom(name)); }
  To& exceptUser(std::string_view id) &;
  To&& exceptUser(std::string_view id) && { return std::move(exceptUser(id)); }

  /// Of all those only the ones of which `predicate` is true.
  To& andWhere(Predicate predicate) &;
  To&& andWhere(Predicate predicate) && { return std::move(andWhere(std::move(predicate))); }

  /// Clients by their names.
  struct Names {
    std::vector<ClientId> clients;
    std::vector<std::string> rooms;
    std::vector<std::string> users;
  };
  [[nodiscard]] bool isEveryone() const noexcept { return everyone_; }
  [[nodiscard]] const Names& included() const noexcept { return included_; }
  [[nodiscard]] const Names& excluded() const noexcept { return excluded_; }
  /// Null when there is none.
  [[nodiscard]] const Predicate* predicate() const noexcept { return predicate_.get(); }

private:
  explicit To(bool everyone) noexcept : everyone_(everyone) {}

  Names included_;
  Names excluded_;
  std::shared_ptr<const Predicate> predicate_;  // shared, so that what it captured is copied for no loop
  bool everyone_;
};

}  // namespace serinus
