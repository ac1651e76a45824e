#pragma once

#include <serinus/pipeline/client_id.hpp>
#include <serinus/pipeline/context.hpp>
#include <serinus/runtime/async_generator.hpp>
#include <serinus/sse/sse_event.hpp>

#include <string_view>

namespace serinus {

/// What an event stream's handler returns: a coroutine that yields texts and `SseEvent`s, and may `co_await` in
/// between. It is destroyed, with its locals, as soon as its reader has left.
using SseStream = AsyncGenerator<SseEvent>;

/// One reader of an event stream, for as long as it stays.
class SseContext : public Context {
public:
  [[nodiscard]] static constexpr bool isAt(Door door) noexcept { return door == Door::stream; }

  [[nodiscard]] virtual ClientId clientId() const noexcept = 0;

  /// What the reader last saw, by its own account: the field `Last-Event-ID`, or the query parameter `lastEventId` for
  /// clients that cannot set fields. Empty when it has none, or one of more than 256 bytes.
  [[nodiscard]] std::string_view lastEventId() const;

protected:
  using Context::Context;
  ~SseContext() = default;
};

}  // namespace serinus
