#include "note_store.hpp"

#include <chrono>

namespace notes {

namespace {

std::int64_t millisecondsNow() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace

NoteStore::NoteStore(Database& database)
    : database_(&database),
      list_(database, "SELECT id, title, version, changed FROM notes WHERE owner = ? ORDER BY changed DESC, id DESC"),
      find_(database, "SELECT id, title, text, version, changed FROM notes WHERE owner = ? AND id = ?"),
      // The limit stands in the statement, so that two requests cannot pass it together.
      add_(database,
           "INSERT INTO notes (owner, title, text, version, changed) SELECT ?1, ?2, ?3, 1, ?4 "
           "WHERE (SELECT count(*) FROM notes WHERE owner = ?1) < ?5"),
      // So does the version: who was faster has made another one of it.
      change_(database,
              "UPDATE notes SET title = ?, text = ?, changed = ?, version = version + 1 "
              "WHERE owner = ? AND id = ? AND version = ?"),
      remove_(database, "DELETE FROM notes WHERE owner = ? AND id = ? AND version = ?") {}

std::vector<Heading> NoteStore::list(std::int64_t owner) {
  std::vector<Heading> headings;
  Rows rows = list_.query(owner);
  while (rows.next()) headings.push_back({rows.integer(0), rows.text(1), rows.integer(2), rows.integer(3)});
  return headings;
}

std::optional<Note> NoteStore::find(std::int64_t owner, std::int64_t id) {
  Rows rows = find_.query(owner, id);
  if (!rows.next()) return std::nullopt;
  return Note{rows.integer(0), rows.text(1), rows.text(2), rows.integer(3), rows.integer(4)};
}

std::optional<Note> NoteStore::add(std::int64_t owner, const Draft& draft) {
  const std::int64_t now = millisecondsNow();
  add_.run(owner, draft.title, draft.text, now, static_cast<std::int64_t>(mostOfOne));
  if (database_->changes() == 0) return std::nullopt;
  return Note{database_->lastId(), draft.title, draft.text, 1, now};
}

std::optional<Note> NoteStore::change(std::int64_t owner, std::int64_t id, std::int64_t version, const Draft& draft) {
  const std::int64_t now = millisecondsNow();
  change_.run(draft.title, draft.text, now, owner, id, version);
  if (database_->changes() == 0) return std::nullopt;
  return Note{id, draft.title, draft.text, version + 1, now};
}

bool NoteStore::remove(std::int64_t owner, std::int64_t id, std::int64_t version) {
  remove_.run(owner, id, version);
  return database_->changes() > 0;
}

}  // namespace notes
