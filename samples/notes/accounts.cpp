#include "accounts.hpp"

#include <utility>

namespace notes {

Accounts::Accounts(Database& database)
    : database_(&database),
      add_(database, "INSERT INTO users (name, password) VALUES (?, ?)"),
      byName_(database, "SELECT id, name, password FROM users WHERE name = ?") {}

std::optional<User> Accounts::add(std::string name, std::string password) {
  try {
    add_.run(name, password);
  } catch (const DatabaseError& error) {
    if (error.isDuplicate()) return std::nullopt;
    throw;
  }
  return User{database_->lastId(), std::move(name), std::move(password)};
}

std::optional<User> Accounts::byName(std::string_view name) {
  Rows rows = byName_.query(name);
  if (!rows.next()) return std::nullopt;
  return User{rows.integer(0), rows.text(1), rows.text(2)};
}

}  // namespace notes
