#include "passwords.hpp"

#include "offloaded.hpp"

#include <utility>

namespace notes {

using serinus::Task;

// What is awaited has a name: g++ 12 destroys a capturing lambda within a co_await twice.

Task<std::string> Passwords::keep(std::string password) const {
  auto making = [given = std::move(password)] { return scrypt::keep(given); };
  Offloaded<std::string> kept(*worker_, std::move(making));
  co_return co_await kept;
}

Task<bool> Passwords::matches(std::optional<std::string> kept, std::string password) const {
  auto comparing = [known = std::move(kept).value_or(nobody_), given = std::move(password)] {
    return scrypt::matches(known, given);
  };
  Offloaded<bool> same(*worker_, std::move(comparing));
  co_return co_await same;
}

}  // namespace notes
