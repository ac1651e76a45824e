#pragma once

#include "accounts.hpp"
#include "live.hpp"
#include "owner.hpp"
#include "passwords.hpp"

#include <serinus/serinus.hpp>

#include <string>

namespace notes {

struct Registration {
  std::string name;
  std::string password;

  static void constrain(serinus::Constraints<Registration>& on);
};

struct Credentials {
  std::string name;
  std::string password;

  /// Whatever else they are, they are wrong: more is not said of them.
  static void constrain(serinus::Constraints<Credentials>& on);
};

struct Me {
  std::string name;
};

/// Who one is: `POST /api/register`, `/api/login` and `/api/logout`, `GET /api/me`.
class AccountController : public serinus::Controller {
public:
  AccountController(Accounts& accounts, const Passwords& passwords, Live& live);

  serinus::Task<Me> enroll(serinus::Body<Registration> wanted, serinus::Session session);
  serinus::Task<Me> login(serinus::Body<Credentials> given, serinus::Session session);
  void logout(Owner owner, serinus::Session session);
  Me me(const serinus::Principal& principal);

private:
  Accounts* accounts_;
  const Passwords* passwords_;
  Live* live_;
};

}  // namespace notes
