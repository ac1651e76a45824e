#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace notes {

/// What SQLite says, and of which file or statement it says it.
class DatabaseError : public std::runtime_error {
public:
  DatabaseError(const std::string& what, int code) : std::runtime_error(what), code_(code) {}

  /// A value that has to be unique is there already.
  [[nodiscard]] bool isDuplicate() const noexcept;

private:
  int code_;
};

/// An SQLite database. For one thread: the loop. What is asked of it here takes microseconds.
class Database {
public:
  /// @param file  made where there is none; `:memory:` is one that is gone with this object
  /// @throws DatabaseError
  explicit Database(const std::string& file);

  /// One or more statements without values. @throws DatabaseError
  void execute(const std::string& sql);

  /// How many rows the last INSERT, UPDATE or DELETE has changed.
  [[nodiscard]] std::int64_t changes() const noexcept;
  /// The key of the row that was inserted last.
  [[nodiscard]] std::int64_t lastId() const noexcept;

  [[nodiscard]] sqlite3* handle() const noexcept { return handle_.get(); }

private:
  struct Close {
    void operator()(sqlite3* database) const noexcept;
  };
  std::unique_ptr<sqlite3, Close> handle_;
};

/// What a statement gives, row by row; columns count from 0. While it is there the statement is not run again.
class Rows {
public:
  explicit Rows(sqlite3_stmt* statement) noexcept : statement_(statement) {}
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  ~Rows();

  /// Goes on to the first row, and to the next. @returns whether there is one. @throws DatabaseError
  [[nodiscard]] bool next();
  [[nodiscard]] std::int64_t integer(int column) const noexcept;
  [[nodiscard]] std::string text(int column) const;

private:
  sqlite3_stmt* statement_;
};

/// A statement that is prepared once and run with other values each time. Values are bound, never pasted into SQL.
///
///     Statement byName(database, "SELECT id FROM users WHERE name = ?");
///     Rows rows = byName.query("ada");
class Statement {
public:
  /// @param database  outlives the statement
  Statement(Database& database, std::string_view sql);

  /// For statements that give rows.
  template <class... Values>
  [[nodiscard]] Rows query(const Values&... values) {
    int place = 0;
    (bind(++place, values), ...);
    return Rows(handle_.get());
  }
  /// For those that give none.
  template <class... Values>
  void run(const Values&... values) {
    Rows rows = query(values...);
    while (rows.next()) continue;
  }

private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };
  void bind(int place, std::int64_t value);
  void bind(int place, std::string_view value);

  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

}  // namespace notes
