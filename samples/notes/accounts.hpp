#pragma once

#include "database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace notes {

struct User {
  std::int64_t id = 0;
  std::string name;
  std::string password;  ///< as `Passwords` keeps it
};

/// Who there is. Names are the same in capitals and in small letters.
class Accounts {
public:
  explicit Accounts(Database& database);

  /// @returns nothing when there is somebody of that name
  [[nodiscard]] std::optional<User> add(std::string name, std::string password);
  [[nodiscard]] std::optional<User> byName(std::string_view name);

private:
  Database* database_;
  Statement add_;
  Statement byName_;
};

}  // namespace notes
