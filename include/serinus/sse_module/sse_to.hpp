#pragma once

#include <serinus/pipeline/client_id.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace serinus {

class SseContext;

/// Whom an event is for, among the readers of the application's event streams:
///
///     emitter.send("tick", SseTo::channel("EURUSD"));
///     emitter.close(SseTo::user("ada"));
///     emitter.send("news", SseTo::route("/news/stream").except(reader));
///
/// Names that nobody has name nobody. The cost is that of the readers that are reached, not of all that there are;
/// `everyone` and `where` look at every reader.
class SseTo {
public:
  enum class Kind : std::uint8_t { everyone, client, route, channel, user };

  /// Decides about one reader. It is called on that reader's loop, with `threads > 1` on several at a time; what it
  /// throws is logged, and the reader is left out.
  using Predicate = std::function<bool(const SseContext&)>;

  [[nodiscard]] static SseTo everyone() { return SseTo(Kind::everyone, {}); }
  [[nodiscard]] static SseTo client(ClientId id) {
    SseTo to(Kind::client, {});
    to.only_ = id;
    return to;
  }
  /// A text that is no id names nobody.
  [[nodiscard]] static SseTo client(std::string_view id) { return client(ClientId::parse(id).value_or(ClientId())); }
  /// All readers of one route, by its whole pattern as mounted, such as `/notifications/stream` or
  /// `/rooms/:room/events`.
  [[nodiscard]] static SseTo route(std::string_view path) { return SseTo(Kind::route, std::string(path)); }
  /// Those that have joined a channel (`SseContext::join`).
  [[nodiscard]] static SseTo channel(std::string_view name) { return SseTo(Kind::channel, std::string(name)); }
  /// All streams of one user: the readers whose principal has this id.
  [[nodiscard]] static SseTo user(std::string_view id) { return SseTo(Kind::user, std::string(id)); }
  [[nodiscard]] static SseTo where(Predicate predicate) { return everyone().andWhere(std::move(predicate)); }

  /// Not this one.
  SseTo& except(ClientId id) & {
    except_ = id;
    return *this;
  }
  SseTo&& except(ClientId id) && { return std::move(except(id)); }

  /// Of all those only the ones of which `predicate` is true, and any that was said before.
  SseTo& andWhere(Predicate predicate) &;
  SseTo&& andWhere(Predicate predicate) && { return std::move(andWhere(std::move(predicate))); }

  [[nodiscard]] Kind kind() const noexcept { return kind_; }
  [[nodiscard]] const ClientId& only() const noexcept { return only_; }
  /// Of the route, the channel or the user.
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] const std::optional<ClientId>& excluded() const noexcept { return except_; }
  /// Null when there is none.
  [[nodiscard]] const Predicate* predicate() const noexcept { return predicate_.get(); }

private:
  SseTo(Kind kind, std::string name) : name_(std::move(name)), kind_(kind) {}

  std::string name_;
  ClientId only_;
  std::optional<ClientId> except_;
  std::shared_ptr<const Predicate> predicate_;  // shared, so that what it captured is copied for no loop
  Kind kind_;
};

}  // namespace serinus
