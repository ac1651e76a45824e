#pragma once

#include "note.hpp"

#include <serinus/serinus.hpp>

namespace notes {

/// `/api/live`: what happens to one's notes, and at which of them one is typing in another window.
class LiveGateway : public serinus::WebSocketGateway {
public:
  LiveGateway();

  void onTyping(NoteId at, serinus::WebSocketContext& context);
};

}  // namespace notes
