#pragma once

#include "live.hpp"
#include "note_store.hpp"
#include "owner.hpp"

#include <serinus/serinus.hpp>

#include <cstdint>
#include <vector>

namespace notes {

/// One's own notes, as JSON; those of others are not there: 404.
///
///     GET    /api/notes          headings, what was changed last first
///     POST   /api/notes          201 with Location and ETag
///     GET    /api/notes/:id      with ETag
///     PUT    /api/notes/:id      with If-Match, else 428; 412 when somebody was faster
///     DELETE /api/notes/:id      the same
///     GET    /api/notes/events   an event stream: "added", "changed", "removed"
class NotesController : public serinus::SseController {
public:
  NotesController(NoteStore& store, Live& live);

  std::vector<Heading> list(Owner owner);
  serinus::Response add(Owner owner, serinus::Body<Draft> draft);
  serinus::Response find(Owner owner, serinus::Path<std::int64_t> id);
  serinus::Response change(Owner owner, serinus::Path<std::int64_t> id, serinus::Body<Draft> draft,
                           const serinus::Request& request);
  void remove(Owner owner, serinus::Path<std::int64_t> id, const serinus::Request& request);

private:
  /// The note that is to be changed. @throws HttpException  unless the request says of which version it is, rightly
  [[nodiscard]] Note meant(const Owner& owner, std::int64_t id, const serinus::Request& request);

  NoteStore* store_;
  Live* live_;
};

}  // namespace notes
