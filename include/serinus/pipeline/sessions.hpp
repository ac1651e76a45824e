#pragma once

#include <serinus/http/set_cookie.hpp>
#include <serinus/http/signed_cookies.hpp>
#include <serinus/pipeline/session.hpp>
#include <serinus/pipeline/session_store.hpp>
#include <serinus/pipeline/steps.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace serinus {

struct SessionsOptions {
  /// The cookie's name, a token. When it is `secure` it is sent with `__Host-` before: no other host and no page
  /// without TLS can set that (RFC 6265bis, 4.1.3.2).
  std::string cookie = "sid";
  /// Off where an application is tried out by http from another host than localhost.
  bool secure = true;
  SetCookie::SameSite sameSite = SetCookie::SameSite::lax;
  /// A session that no request came with for so long ends, give or take an eighth: it is not written each time.
  std::chrono::seconds idle = std::chrono::minutes(30);
  /// And so does one that began so long ago, whatever happens. Signing in begins another.
  std::chrono::seconds lifetime = std::chrono::hours(12);
  /// For tests.
  std::function<std::chrono::sys_seconds()> now = {};
};

/// Keeps all of a session in its cookie, encrypted: nothing on the server, and all processes with the same keys know
/// it. It holds at most what fits into a cookie of 4 KiB. What it cannot do: a cookie that somebody copied stays good
/// until its time is over, after `clear` and `renew` too, and of two requests at a time the answer that comes last
/// wins.
class CookieSessionStore {
public:
  explicit CookieSessionStore(const KeyRing& keys) : cookies_(keys.forPurpose("session")) {}
  [[nodiscard]] const SignedCookies& cookies() const noexcept { return cookies_; }

private:
  SignedCookies cookies_;
};

/// Gives visitors a `Session`: `everywhere(Sessions(store))`, before guards.
///
/// A visitor of whom nothing is remembered gets no cookie and takes no place in the store. The cookie holds 256 random
/// bits, of which the store sees a hash alone; an id that the server did not give is passed over, never adopted.
///
/// What two requests of a session change at the same time is merged, name by name; of one name the later counts. A
/// request that changed a session which ended or was renewed meanwhile is answered with 409. A client that is lost
/// before its handler has returned changes nothing.
class Sessions : public Middleware {
public:
  /// In a `MemorySessionStore` of its own.
  explicit Sessions(SessionsOptions options = {});
  /// @throws std::invalid_argument  for options that cannot be meant
  explicit Sessions(std::shared_ptr<SessionStore> store, SessionsOptions options = {});
  explicit Sessions(const CookieSessionStore& store, SessionsOptions options = {});

  [[nodiscard]] Task<> use(ExecutionContext& context, Next next) override;

private:
  Sessions(std::shared_ptr<SessionStore> store, std::optional<SignedCookies> sealed, SessionsOptions options);

  [[nodiscard]] std::int64_t now() const;
  [[nodiscard]] bool isAlive(std::int64_t created, std::int64_t touched) const;
  [[nodiscard]] std::chrono::seconds timeLeft(const pipeline::SessionState& state) const;
  [[nodiscard]] Task<> load(Context& context, pipeline::SessionState& state) const;
  [[nodiscard]] Task<> keep(Context& context, pipeline::SessionState& state) const;
  [[nodiscard]] Task<> replace(Context& context, pipeline::SessionState& state) const;
  [[nodiscard]] Task<> update(pipeline::SessionState& state) const;
  /// Ends what the client came with, so that nobody else writes it any more. False when it has ended before.
  [[nodiscard]] Task<bool> end(pipeline::SessionState& state) const;
  /// What is there now, with this request's changes. False when it has ended.
  [[nodiscard]] Task<bool> reload(pipeline::SessionState& state) const;
  void send(Context& context, SetCookie cookie) const;

  std::shared_ptr<SessionStore> store_;  // or
  std::optional<SignedCookies> sealed_;
  SessionsOptions options_;
  std::string name_;
};

}  // namespace serinus
