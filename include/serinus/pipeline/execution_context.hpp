#pragma once

#include <serinus/base/bytes.hpp>
#include <serinus/http/response.hpp>
#include <serinus/pipeline/context.hpp>
#include <serinus/pipeline/door.hpp>
#include <serinus/pipeline/metadata.hpp>

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus {

/// What waits at a door: whose handler will be called, for which client, with what. It lives until that is over.
class ExecutionContext {
public:
  /// @param owner    the class of the controller or gateway
  /// @param handler  of it: `GET /users/:id`, the name of an event, or of a room that is to be entered; or empty
  ExecutionContext(Door door, Context& context, std::string_view owner, std::string_view handler) noexcept
      : context_(&context), owner_(owner), handler_(handler), door_(door) {}
  ExecutionContext(const ExecutionContext&) = delete;
  ExecutionContext& operator=(const ExecutionContext&) = delete;

  [[nodiscard]] Door door() const noexcept { return door_; }
  [[nodiscard]] std::string_view owner() const noexcept { return owner_; }
  [[nodiscard]] std::string_view handler() const noexcept { return handler_; }

  /// The client's context, of the kind that the door has.
  [[nodiscard]] Context& context() const noexcept { return *context_; }

  /// The context as the handler will get it, or null at a door that has another kind: `RequestContext` at `request`,
  /// `SseContext` at `stream`, `UpgradeContext` at `upgrade`, `WebSocketContext` at `join` and `message`.
  template <class Kind>
  [[nodiscard]] Kind* as() const noexcept {
    return Kind::isAt(door_) ? static_cast<Kind*>(context_) : nullptr;
  }

  /// What `metadata` says of the handler, or else of its controller or gateway; null where nothing does. A value that
  /// is computed is made when it is first asked for.
  template <class T>
  [[nodiscard]] const T* metadata() {
    return static_cast<const T*>(findMetadata(di::typeId<T>()));
  }

  /// The message's payload; empty at other doors.
  [[nodiscard]] ByteView payload() const noexcept { return payload_; }
  void setPayload(ByteView payload) noexcept { payload_ = payload; }

  /// The answer, at the doors that have one (`request`, `stream`, `upgrade`): what a step gave with `respond`, or what
  /// the handler returned.
  [[nodiscard]] std::optional<Response>& response() noexcept { return response_; }

  /// Answers instead of the handler, which is not called any more; a stream is not opened, an upgrade refused.
  void respond(Response response) { response_ = std::move(response); }

  /// The library's own side.
  void setMetadata(const pipeline::Metadata& metadata) noexcept { metadata_ = &metadata; }

private:
  [[nodiscard]] const void* findMetadata(di::TypeId type);

  Context* context_;
  const pipeline::Metadata* metadata_ = nullptr;
  std::vector<std::pair<di::TypeId, pipeline::Metadata::Value>> computed_;
  std::string_view owner_;
  std::string_view handler_;
  ByteView payload_;
  std::optional<Response> response_;
  Door door_;
};

}  // namespace serinus
