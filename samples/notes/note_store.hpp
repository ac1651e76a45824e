#pragma once

#include "database.hpp"
#include "note.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace notes {

/// The notes of all. Each call is for one owner: what belongs to somebody else is not there.
class NoteStore {
public:
  static constexpr std::size_t mostOfOne = 1'000;

  explicit NoteStore(Database& database);

  /// What was changed last comes first.
  [[nodiscard]] std::vector<Heading> list(std::int64_t owner);
  [[nodiscard]] std::optional<Note> find(std::int64_t owner, std::int64_t id);

  /// @returns nothing when the owner has `mostOfOne` already
  [[nodiscard]] std::optional<Note> add(std::int64_t owner, const Draft& draft);
  /// @returns nothing when it is no longer, or not, of that version
  [[nodiscard]] std::optional<Note> change(std::int64_t owner, std::int64_t id, std::int64_t version,
                                           const Draft& draft);
  /// @returns whether it was of that version, and is gone now
  [[nodiscard]] bool remove(std::int64_t owner, std::int64_t id, std::int64_t version);

private:
  Database* database_;
  Statement list_;
  Statement find_;
  Statement add_;
  Statement change_;
  Statement remove_;
};

}  // namespace notes
