#pragma once

#include "live_gateway.hpp"
#include "note.hpp"
#include "owner.hpp"

#include <serinus/serinus.hpp>

namespace notes {

/// Tells all windows of an owner what has happened to a note, over event streams and WebSockets alike.
class Live {
public:
  Live(serinus::SseEmitter& streams, LiveGateway& gateway) : streams_(&streams), gateway_(&gateway) {}

  void added(const Owner& owner, const Note& note) { tell(owner, "added", headingOf(note)); }
  void changed(const Owner& owner, const Note& note) { tell(owner, "changed", headingOf(note)); }
  void removed(const Owner& owner, std::int64_t note) { tell(owner, "removed", NoteId{note}); }

  /// Ends all that was opened as this user. Windows of sessions that go on come back by themselves.
  void end(const Owner& owner) {
    streams_->close(serinus::SseTo::user(owner.user));
    gateway_->disconnect(serinus::To::user(owner.user), serinus::CloseCode::expired, "signed out");
  }

private:
  template <class Value>
  void tell(const Owner& owner, const char* event, const Value& value) {
    streams_->emit(event, value, serinus::SseTo::user(owner.user));
    gateway_->emit(event, value, serinus::To::user(owner.user));
  }

  serinus::SseEmitter* streams_;
  LiveGateway* gateway_;
};

}  // namespace notes
