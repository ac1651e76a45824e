#include "notes_controller.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace notes {

using namespace serinus;

namespace {

EntityTag tagOf(const Note& note) {
  return EntityTag::strong("v" + std::to_string(note.version));
}

Response answer(const Note& note) {
  return Response::json(json::write(note)).header("ETag", tagOf(note).text());
}

SseStream events(SseContext&) {
  co_yield SseEvent("from now on").event("ready");  // and then what `Live` sends
}

}  // namespace

NotesController::NotesController(NoteStore& store, Live& live)
    : SseController("/api/notes"), store_(&store), live_(&live) {
  use(RolesGuard({member}));
  on(Route::get("/"), &NotesController::list);
  on(Route::post("/"), &NotesController::add);
  onSse(Route::get("/events"), events);
  on(Route::get("/:id"), &NotesController::find);
  on(Route::put("/:id"), &NotesController::change);
  on(Route::del("/:id"), &NotesController::remove);
}

std::vector<Heading> NotesController::list(Owner owner) {
  return store_->list(owner.id);
}

Response NotesController::add(Owner owner, Body<Draft> draft) {
  const std::optional<Note> note = store_->add(owner.id, *draft);
  if (!note)
    throw ConflictException("there are " + std::to_string(NoteStore::mostOfOne) + " notes, and no more are kept");
  live_->added(owner, *note);
  return answer(*note).status(Status::created).header("Location", "/api/notes/" + std::to_string(note->id));
}

Response NotesController::find(Owner owner, Path<std::int64_t> id) {
  const std::optional<Note> note = store_->find(owner.id, *id);
  if (!note) throw NotFoundException("there is no such note");
  return answer(*note);
}

Response NotesController::change(Owner owner, Path<std::int64_t> id, Body<Draft> draft, const Request& request) {
  const std::optional<Note> note = store_->change(owner.id, *id, meant(owner, *id, request).version, *draft);
  if (!note) throw PreconditionFailedException("the note was changed meanwhile");  // by another process
  live_->changed(owner, *note);
  return answer(*note);
}

void NotesController::remove(Owner owner, Path<std::int64_t> id, const Request& request) {
  const bool removed = store_->remove(owner.id, *id, meant(owner, *id, request).version);
  if (!removed) throw PreconditionFailedException("the note was changed meanwhile");
  live_->removed(owner, *id);
}

Note NotesController::meant(const Owner& owner, std::int64_t id, const Request& request) {
  std::optional<Note> note = store_->find(owner.id, id);
  if (!note) throw NotFoundException("there is no such note");
  if (!request.header("If-Match")) {
    throw HttpException(Status::preconditionRequired, "say with If-Match which version of the note you have seen");
  }
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const Preconditions judged = judgePreconditions(request.method(), request.fields(), {.tag = tagOf(*note)}, now);
  if (judged.outcome != Preconditions::Outcome::proceed) {
    throw PreconditionFailedException("the note was changed meanwhile").header("ETag", tagOf(*note).text());
  }
  return *std::move(note);
}

}  // namespace notes
