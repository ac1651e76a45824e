#pragma once

#include <serinus/json/constraints.hpp>

#include <cstdint>
#include <string>

/// What page and server say to each other: plain structs, which the framework reads from JSON and writes as JSON.
namespace notes {

struct Note {
  std::int64_t id = 0;
  std::string title;
  std::string text;
  std::int64_t version = 1;  ///< one more with each change; the note's entity tag is made of it
  std::int64_t changed = 0;  ///< milliseconds since 1970
};

/// A note without its text: in the list of all, and in the events "added" and "changed".
struct Heading {
  std::int64_t id = 0;
  std::string title;
  std::int64_t version = 1;
  std::int64_t changed = 0;
};
[[nodiscard]] inline Heading headingOf(const Note& note) {
  return {note.id, note.title, note.version, note.changed};
}

/// The event "removed", and "typing": somebody is at work on this note in another window.
struct NoteId {
  std::int64_t note = 0;
};

/// What a client sends to make a note or to change one.
struct Draft {
  std::string title;
  std::string text;

  static void constrain(serinus::Constraints<Draft>& on) {
    on.field(&Draft::title).length(1, 200);
    on.field(&Draft::text).length(0, 20'000);
  }
};

}  // namespace notes
