#include "database.hpp"

#include <sqlite3.h>

namespace notes {

namespace {

[[noreturn]] void fail(sqlite3* database, std::string what) {
  const int code = database != nullptr ? sqlite3_extended_errcode(database) : SQLITE_NOMEM;
  what.append(": ").append(database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code));
  throw DatabaseError(what, code);
}

}  // namespace

bool DatabaseError::isDuplicate() const noexcept {
  return code_ == SQLITE_CONSTRAINT_UNIQUE;
}

void Database::Close::operator()(sqlite3* database) const noexcept {
  sqlite3_close_v2(database);
}

Database::Database(const std::string& file) {
  sqlite3* opened = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int result = sqlite3_open_v2(file.c_str(), &opened, flags, nullptr);
  handle_.reset(opened);  // there is one to close even when it could not be opened
  if (result != SQLITE_OK) fail(opened, "the database \"" + file + "\" cannot be opened");

  sqlite3_busy_timeout(opened, 250);  // milliseconds: another process may be writing, and the loop waits meanwhile
  // With a write-ahead log NORMAL loses nothing when the process dies, and at most the last writes when the power does.
  execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;");
}

void Database::execute(const std::string& sql) {
  if (sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(handle(), sql);
}

std::int64_t Database::changes() const noexcept {
  return sqlite3_changes64(handle());
}

std::int64_t Database::lastId() const noexcept {
  return sqlite3_last_insert_rowid(handle());
}

Rows::~Rows() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

bool Rows::next() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) fail(sqlite3_db_handle(statement_), sqlite3_sql(statement_));
  return false;
}

std::int64_t Rows::integer(int column) const noexcept {
  return sqlite3_column_int64(statement_, column);
}

std::string Rows::text(int column) const {
  const auto* const bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const noexcept {
  sqlite3_finalize(statement);
}

Statement::Statement(Database& database, std::string_view sql) {
  sqlite3_stmt* prepared = nullptr;
  const int result = sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
  if (result != SQLITE_OK) fail(database.handle(), std::string(sql));
  handle_.reset(prepared);
}

void Statement::bind(int place, std::int64_t value) {
  if (sqlite3_bind_int64(handle_.get(), place, value) != SQLITE_OK)
    fail(sqlite3_db_handle(handle_.get()), sqlite3_sql(handle_.get()));
}

void Statement::bind(int place, std::string_view value) {
  const int result =
      sqlite3_bind_text64(handle_.get(), place, value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  if (result != SQLITE_OK) fail(sqlite3_db_handle(handle_.get()), sqlite3_sql(handle_.get()));
}

}  // namespace notes
