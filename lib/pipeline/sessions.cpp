#include "pipeline/host_cookie.hpp"
#include "pipeline/session_state.hpp"

#include <serinus/base/ascii.hpp>
#include <serinus/base/base64.hpp>
#include <serinus/base/crypto.hpp>
#include <serinus/base/random.hpp>
#include <serinus/http/http_exception.hpp>
#include <serinus/json/read.hpp>
#include <serinus/json/write.hpp>
#include <serinus/pipeline/sessions.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace serinus {

using pipeline::SessionRecord;
using pipeline::SessionState;

namespace {

constexpr std::size_t idBytes = 32;
constexpr std::size_t idCharacters = 43;
constexpr int mostTries = 16;

/// What the store knows the session by: nobody comes from here to the id.
std::string keyOf(std::string_view id) {
  return base64UrlEncode(crypto::sha256(asBytes(id)));
}

bool isId(std::string_view text) {
  return text.size() == idCharacters && base64UrlDecode(text).has_value();
}

std::optional<SessionRecord> readRecord(std::string_view text) {
  auto record = json::tryRead<SessionRecord>(text);
  if (auto* const good = std::get_if<SessionRecord>(&record)) return std::move(*good);
  return std::nullopt;
}

[[noreturn]] void throwEnded() {
  throw ConflictException("the session ended while the request was handled; what it changed is not kept");
}

void restorePrincipal(Context& context, const SessionState& state, std::int64_t now) {
  const auto& known = state.record.principal;
  if (!known || context.principal() != nullptr || known->expiresAt.value_or(now + 1) <= now) return;
  context.setPrincipal(pipeline::principalOf(*known));
}

}  // namespace

Sessions::Sessions(SessionsOptions options) : Sessions(std::make_shared<MemorySessionStore>(), std::move(options)) {}
Sessions::Sessions(std::shared_ptr<SessionStore> store, SessionsOptions options)
    : Sessions(std::move(store), std::nullopt, std::move(options)) {
  if (!store_) throw std::invalid_argument("Sessions: give a store");
}
Sessions::Sessions(const CookieSessionStore& store, SessionsOptions options)
    : Sessions(nullptr, store.cookies(), std::move(options)) {}
Sessions::Sessions(std::shared_ptr<SessionStore> store, std::optional<SignedCookies> sealed, SessionsOptions options)
    : store_(std::move(store)),
      sealed_(std::move(sealed)),
      options_(std::move(options)),
      name_(pipeline::hostCookieName(options_.cookie, options_.secure)) {
  if (!isToken(options_.cookie)) throw std::invalid_argument("Sessions: the name of a cookie is a token");
  if (options_.idle < std::chrono::seconds(1) || options_.lifetime < std::chrono::seconds(1))
    throw std::invalid_argument("Sessions: idle and lifetime are a second or more");
  if (options_.sameSite == SetCookie::SameSite::none && !options_.secure)
    throw std::invalid_argument("Sessions: browsers refuse cookies with SameSite=None that are not secure");
  static_cast<void>(crypto::sha256({}));  // tells at the start when there is no OpenSSL
}

std::int64_t Sessions::now() const {
  const auto time =
      options_.now ? options_.now() : std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return time.time_since_epoch().count();
}

bool Sessions::isAlive(std::int64_t created, std::int64_t touched) const {
  const std::int64_t time = now();
  return time < touched + options_.idle.count() && time < created + options_.lifetime.count();
}

std::chrono::seconds Sessions::timeLeft(const SessionState& state) const {
  return std::min(options_.idle, options_.lifetime - std::chrono::seconds(now() - state.record.created));
}

Task<> Sessions::use(ExecutionContext& execution, Next next) {
  Context& context = execution.context();
  const bool isMessage = execution.door() == Door::join || execution.door() == Door::message;
  if (isMessage || context.tryState<SessionState>() != nullptr) {
    co_await next();
    co_return;
  }
  SessionState& state = context.setState<SessionState>();
  co_await load(context, state);
  restorePrincipal(context, state, now());
  state.isSealed = execution.door() == Door::upgrade;  // its answer has no cookies
  std::exception_ptr fault;
  try {
    co_await next();
  } catch (...) {
    fault = std::current_exception();
  }
  if (execution.door() != Door::upgrade) {
    try {
      co_await keep(context, state);
    } catch (...) {
      if (!fault) fault = std::current_exception();
    }
    state.isSealed = true;
  }
  if (fault) std::rethrow_exception(fault);
}

Task<> Sessions::load(Context& context, SessionState& state) const {
  std::string text;
  if (sealed_) {
    text = sealed_->opened(context.request(), name_).value_or("");
  } else {
    const auto id = context.cookie(name_);
    if (!id || !isId(*id)) co_return;
    state.id = *id;
    const std::optional<StoredSession> stored = co_await store_->get(keyOf(state.id));
    if (!stored) co_return;
    text = stored->data;
    state.version = stored->version;
  }
  auto record = readRecord(text);
  if (!record || !isAlive(record->created, record->touched)) co_return;
  state.record = std::move(*record);
  state.isNew = false;
}

Task<> Sessions::keep(Context& context, SessionState& state) const {
  const std::int64_t time = now();
  const bool isRemembered = !state.isNew || !state.empty();
  if (isRemembered && !context.userId().empty()) state.passTo(context.userId());
  if (state.isNew && state.empty()) {
    if (!state.isCleared) co_return;
    send(context, SetCookie::removal(name_));
    if (!sealed_) static_cast<void>(co_await end(state));
    co_return;
  }
  if (state.record.created == 0) state.record.created = time;
  const bool isStale = time - state.record.touched >= std::max<std::int64_t>(1, options_.idle.count() / 8);
  if (!state.isChanged && !isStale) co_return;
  state.record.touched = time;
  if (sealed_) {
    const std::string data = json::write(state.record);
    const std::chrono::sys_seconds expiry{std::chrono::seconds(time) + timeLeft(state)};
    send(context, SetCookie(name_, sealed_->seal(name_, data, expiry)));
  } else if (state.isNew || state.isRenewed) {
    co_await replace(context, state);
  } else {
    co_await update(state);
  }
}

Task<> Sessions::replace(Context& context, SessionState& state) const {
  if (!state.isNew || state.isCleared) {
    const bool ended = co_await end(state);
    if (!ended && !state.isNew) throwEnded();
  }
  const std::string id = randomToken(idBytes);
  const bool isKept = co_await store_->put(keyOf(id), json::write(state.record), 0, timeLeft(state));
  if (!isKept) throw std::runtime_error("the store has a session of an id that was drawn just now");
  send(context, SetCookie(name_, id));
}

Task<> Sessions::update(SessionState& state) const {
  const std::string key = keyOf(state.id);
  for (int i = 0; i < mostTries; ++i) {
    const bool isKept = co_await store_->put(key, json::write(state.record), state.version, timeLeft(state));
    if (isKept) co_return;
    if (!state.isChanged) co_return;  // whoever was faster has touched it too
    const bool isThere = co_await reload(state);
    if (!isThere) throwEnded();
  }
  throw ServiceUnavailableException("the session is changed by too many requests at a time");
}

Task<bool> Sessions::end(SessionState& state) const {
  const std::string key = keyOf(state.id);
  bool isOurs = false;
  for (int i = 0; i < mostTries && !isOurs; ++i) {
    // Nothing that is a session: who has loaded it before finds another version, and then no session.
    isOurs = co_await store_->put(key, {}, state.version, std::chrono::seconds(1));
    if (isOurs) break;
    if (state.isNew) {  // it was cleared: what others change meanwhile goes with it
      const std::optional<StoredSession> stored = co_await store_->get(key);
      if (!stored || stored->data.empty()) co_return false;
      state.version = stored->version;
      continue;
    }
    const bool isThere = co_await reload(state);
    if (!isThere) co_return false;
  }
  if (!isOurs) throw ServiceUnavailableException("the session is changed by too many requests at a time");
  co_await store_->remove(key);
  co_return true;
}

Task<bool> Sessions::reload(SessionState& state) const {
  const std::optional<StoredSession> stored = co_await store_->get(keyOf(state.id));
  if (!stored) co_return false;
  auto record = readRecord(stored->data);
  if (!record) co_return false;
  state.version = stored->version;
  // The owner is another after a renewal alone: then what this request knows of it counts, and the values that there
  // were for the one before are not brought back.
  const bool isSameOwner = record->owner == state.record.owner || record->owner.empty();
  if (isSameOwner) state.record.values = std::move(record->values);
  state.applyChanges();
  co_return true;
}

void Sessions::send(Context& context, SetCookie cookie) const {
  context.addCookie(pipeline::hostCookie(std::move(cookie), options_.sameSite, options_.secure));
}

}  // namespace serinus
