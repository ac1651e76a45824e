#include "account_controller.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace notes {

using namespace serinus;

namespace {

/// Names that look like others are not worth their trouble.
bool isPlain(const std::string& name) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  return std::ranges::all_of(name, [&](char c) { return allowed.find(c) != std::string_view::npos; });
}

}  // namespace

void Registration::constrain(Constraints<Registration>& on) {
  on.field(&Registration::name).length(1, 40).must("takes letters from a to z, digits, and . _ -", isPlain);
  on.field(&Registration::password).length(8, 200);
}

void Credentials::constrain(Constraints<Credentials>& on) {
  on.field(&Credentials::name).length(0, 200);
  on.field(&Credentials::password).length(0, 200);
}

AccountController::AccountController(Accounts& accounts, const Passwords& passwords, Live& live)
    : Controller("/api"), accounts_(&accounts), passwords_(&passwords), live_(&live) {
  on(Route::post("/register"), &AccountController::enroll).use(RateLimitGuard(RateLimit::perMinute(10)));
  on(Route::post("/login"), &AccountController::login).use(RateLimitGuard(RateLimit::perMinute(10)));
  on(Route::post("/logout"), &AccountController::logout);
  on(Route::get("/me"), &AccountController::me);
}

Task<Me> AccountController::enroll(Body<Registration> wanted, Session session) {
  std::string kept = co_await passwords_->keep(wanted->password);
  const std::optional<User> user = accounts_->add(wanted->name, std::move(kept));
  if (!user) throw ConflictException("somebody is called " + wanted->name + " already");
  session.signIn(principalOf(*user));
  co_return Me{user->name};
}

Task<Me> AccountController::login(Body<Credentials> given, Session session) {
  const std::optional<User> user = accounts_->byName(given->name);
  std::optional<std::string> kept;
  if (user) kept = user->password;
  const bool matches = co_await passwords_->matches(std::move(kept), given->password);
  if (!matches) throw UnauthorizedException("the name or the password is wrong");
  session.signIn(principalOf(*user));
  co_return Me{user->name};
}

void AccountController::logout(Owner owner, Session session) {
  session.clear();
  live_->end(owner);
}

Me AccountController::me(const Principal& principal) {
  return {std::string(principal.claim("name").value_or(""))};
}

}  // namespace notes
