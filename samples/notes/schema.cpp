#include "schema.hpp"

namespace notes {

namespace {

// Ids are never given twice, so that what a page knows of a note that was removed fits no other one.
constexpr const char* tables = R"(
  BEGIN IMMEDIATE;
  CREATE TABLE IF NOT EXISTS users (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    name     TEXT NOT NULL UNIQUE COLLATE NOCASE,
    password TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS notes (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    owner   INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    title   TEXT NOT NULL,
    text    TEXT NOT NULL,
    version INTEGER NOT NULL,
    changed INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS notes_of_owner ON notes (owner, changed);
  PRAGMA user_version = 1;
  COMMIT;
)";
constexpr std::int64_t newestVersion = 1;

std::int64_t versionOf(Database& database) {
  Statement version(database, "PRAGMA user_version");
  Rows rows = version.query();
  return rows.next() ? rows.integer(0) : 0;
}

}  // namespace

void createTables(Database& database) {
  const std::int64_t version = versionOf(database);
  if (version > newestVersion) throw DatabaseError("the database was made by a newer version of this application", 0);
  if (version < newestVersion) database.execute(tables);
}

}  // namespace notes
