#pragma once

#include <serinus/gateway/event_exception.hpp>
#include <serinus/json/read.hpp>
#include <serinus/pipeline/client_id.hpp>
#include <serinus/runtime/task.hpp>

#include <concepts>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace serinus {

/// For a call whose answer is not looked at.
struct NoReply {};

/// What one client has made of a call to many: its answer, or why there is none.
template <class Reply = NoReply>
class ClientReply {
public:
  ClientReply(ClientId client, Reply value) : client_(client), result_(std::in_place_index<0>, std::move(value)) {}
  ClientReply(ClientId client, EventException fault)
      : client_(client), result_(std::in_place_index<1>, std::move(fault)) {}

  [[nodiscard]] ClientId client() const noexcept { return client_; }
  [[nodiscard]] bool answered() const noexcept { return result_.index() == 0; }
  /// @throws EventException  the fault, when there is no answer
  [[nodiscard]] const Reply& value() const {
    if (const EventException* const wrong = fault()) throw EventException(*wrong);
    return *std::get_if<0>(&result_);
  }
  /// Why there is no answer, with the code the client gave, or `timeout`, `disconnected`, `invalidPayload`; null when
  /// there is one.
  [[nodiscard]] const EventException* fault() const noexcept { return std::get_if<1>(&result_); }

private:
  ClientId client_;
  std::variant<Reply, EventException> result_;
};

namespace gateway {

/// The answer to a call, as the type that its caller wants. @throws EventException  `invalidPayload`
template <class Reply>
Reply readAnswer(JsonValue answer) {
  static_assert(!json::binding::borrowsWithin<Reply>(), "an answer outlives its message: use std::string in it");
  if constexpr (std::same_as<Reply, NoReply>) {
    return {};
  } else {
    auto result = json::tryRead<Reply>(answer, json::ReadOptions{.path = "$.data"});
    if (const auto* fault = std::get_if<json::ReadFault>(&result))
      throw EventException(EventErrorCode::invalidPayload, fault->message());
    return std::get<Reply>(std::move(result));
  }
}

/// Reads an answer on the loop where it comes in. @throws EventException
using AnswerReader = std::shared_ptr<void> (*)(JsonValue answer);

template <class Reply>
std::shared_ptr<void> readErased(JsonValue answer) {
  return std::make_shared<Reply>(readAnswer<Reply>(answer));
}

/// A `ClientReply` before it has its type: `value` is null when there is a fault.
struct GroupAnswer {
  GroupAnswer(ClientId who, std::shared_ptr<void> what) : client(who), value(std::move(what)) {}
  GroupAnswer(ClientId who, EventException wrong) : client(who), fault(std::move(wrong)) {}
  ClientId client;
  std::shared_ptr<void> value{};
  EventException fault{""};
};

template <class Reply>
Task<std::vector<ClientReply<Reply>>> typedReplies(Task<std::vector<GroupAnswer>> answers) {
  std::vector<GroupAnswer> erased = co_await std::move(answers);
  std::vector<ClientReply<Reply>> replies;
  replies.reserve(erased.size());
  for (GroupAnswer& answer : erased) {
    if (answer.value != nullptr)
      replies.emplace_back(answer.client, std::move(*static_cast<Reply*>(answer.value.get())));
    else
      replies.emplace_back(answer.client, std::move(answer.fault));
  }
  co_return replies;
}

}  // namespace gateway
}  // namespace serinus
