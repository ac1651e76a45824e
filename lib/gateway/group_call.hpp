#pragma once

#include "gateway/gateway_loop.hpp"
#include "gateway/pending_calls.hpp"

#include <serinus/base/payload.hpp>
#include <serinus/gateway/client_reply.hpp>
#include <serinus/gateway/to.hpp>
#include <serinus/ws/opcode.hpp>

#include <coroutine>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace serinus::gateway {

/// What is asked of many clients.
struct GroupQuestion {
  To to;
  std::string id;  ///< as JSON text; no client has another call of this id
  ws::Opcode opcode;
  SharedPayload frame;
  AnswerReader read;
  Duration timeout;
};

/// A call to many clients: asks those of every loop, and collects what each loop has when all there have answered or
/// the time is over. `co_await GroupCall(places, question)` gives the answers of all.
///
/// A coroutine that is destroyed while it waits leaves nothing behind: the loops end their parts by themselves.
class GroupCall {
public:
  using Places = std::vector<std::shared_ptr<GatewayLoop>>;

  GroupCall(const Places& places, GroupQuestion question);
  GroupCall(const GroupCall&) = delete;
  GroupCall& operator=(const GroupCall&) = delete;
  ~GroupCall();

  class Awaiter {
  public:
    explicit Awaiter(GroupCall& call) noexcept : call_(&call) {}
    [[nodiscard]] bool await_ready() const noexcept { return call_->places_->empty(); }
    void await_suspend(std::coroutine_handle<> waiter) const { call_->ask(waiter); }
    [[nodiscard]] std::vector<GroupAnswer> await_resume() const;

  private:
    GroupCall* call_;
  };
  [[nodiscard]] Awaiter awaitOn(Loop& loop) noexcept {
    home_ = &loop;
    return Awaiter(*this);
  }

private:
  class Collection;
  class Part;
  void ask(std::coroutine_handle<> waiter);

  const Places* places_;
  std::shared_ptr<const GroupQuestion> question_;
  std::shared_ptr<Collection> collection_;
  Loop* home_ = nullptr;
};

}  // namespace serinus::gateway
