#include "sse_module/sse_hub.hpp"

#include "base/what_threw.hpp"
#include "pipeline/gather.hpp"
#include "pipeline/merge.hpp"
#include "pipeline/post_to_others.hpp"
#include "sse_module/sse_client.hpp"

#include <cstdlib>
#include <mutex>
#include <numeric>
#include <utility>

namespace serinus::sse_module {

namespace {

bool passes(const SseTo& to, const SseClient& client) {
  if (to.excluded() == client.clientId()) return false;
  if (to.predicate() == nullptr) return true;
  try {
    return (*to.predicate())(client);
  } catch (...) {
    client.hub().logFault(client.routePath(), "the predicate of SseTo::where", std::current_exception());
  }
  return false;
}

const pipeline::Room<SseClient>* groupOf(const SseTo& to, const SseLoop& place) {
  switch (to.kind()) {
    case SseTo::Kind::channel:
      return place.channels.find(to.name());
    case SseTo::Kind::user:
      return place.users.find(to.name());
    case SseTo::Kind::everyone:
    case SseTo::Kind::client:
    case SseTo::Kind::route:
      break;
  }
  return nullptr;
}

/// Calls `visit(SseClient&)` for those of `to` that are here, as far as its names say. It must not change who is where.
template <class Visit>
void visitNamed(const SseLoop& place, const SseTo& to, Visit&& visit) {
  if (to.kind() == SseTo::Kind::everyone) return place.clients.forEach(visit);
  if (to.kind() == SseTo::Kind::client) {
    if (SseClient* const client = place.clients.find(to.only())) visit(*client);
  } else if (to.kind() == SseTo::Kind::route) {
    for (SseClient* const client : place.routes.at(to.name())) visit(*client);
  } else if (const auto* const group = groupOf(to, place)) {
    for (const pipeline::RoomMember<SseClient>* const member : group->members()) visit(member->client());
  }
}

/// The same for those that its predicate chooses, too. Both may do what they like: who is reached by name was settled
/// before the first call, and no reader is destroyed before the turn of the loop has ended.
template <class Visit>
void visitChosen(const SseLoop& place, const SseTo& to, Visit&& visit) {
  std::vector<SseClient*> named;
  visitNamed(place, to, [&](SseClient& client) { named.push_back(&client); });
  for (SseClient* const client : named) {
    if (passes(to, *client)) visit(*client);
  }
}

}  // namespace

void SseHub::bind(const std::vector<Loop*>& loops, std::shared_ptr<Logger> logger, const SseLimits& limits) {
  const std::unique_lock lock(binding_);
  loops_.clear();
  for (Loop* const loop : loops) loops_.push_back(std::make_shared<SseLoop>(*loop, hash_));
  logger_ = std::move(logger);
  limits_ = limits;
}

void SseHub::unbind() noexcept {
  const std::unique_lock lock(binding_);
  loops_.clear();
}

SseLoop& SseHub::here() {
  for (const auto& place : loops_) {
    if (place->loop->isCurrent()) return *place;
  }
  std::abort();  // a stream is only ever opened on a loop of its application
}

template <class Act>
void SseHub::onEveryLoop(Act act) {
  SseLoop* const here = pipeline::postToOthers(binding_, loops_, [&](const std::shared_ptr<SseLoop>& place) {
    place->loop->post([act, place] { act(*place); });
  });
  if (here != nullptr) act(*here);
}

std::size_t SseHub::maxEvent() const {
  const std::shared_lock lock(binding_);
  return limits_.maxEvent;
}

server::EncodedEvent SseHub::encode(const SseEvent& event) const {
  server::EncodedEvent encoded(event);
  const std::size_t limit = maxEvent();
  if (encoded.text().size() > limit) throw SseEventTooLarge(encoded.text().size(), limit);
  return encoded;
}

void SseHub::send(const server::EncodedEvent& event, const SseTo& to, std::string_view key) {
  onEveryLoop([event, to, key = std::string(key)](const SseLoop& place) {
    if (to.predicate() != nullptr)
      return visitChosen(place, to, [&](SseClient& client) { client.connection().send(event, key); });
    visitNamed(place, to, [&](SseClient& client) {
      if (to.excluded() != client.clientId()) client.connection().send(event, key);
    });
  });
}

void SseHub::close(const SseTo& to) {
  onEveryLoop(
      [to](const SseLoop& place) { visitChosen(place, to, [](SseClient& client) { client.connection().close(); }); });
}

void SseHub::join(const SseTo& to, std::string_view channel) {
  onEveryLoop([to, channel = std::string(channel)](const SseLoop& place) {
    visitChosen(place, to, [&](SseClient& client) { client.enter(channel); });
  });
}

void SseHub::leave(const SseTo& to, std::string_view channel) {
  onEveryLoop([to, channel = std::string(channel)](const SseLoop& place) {
    visitChosen(place, to, [&](SseClient& client) { client.leave(channel); });
  });
}

std::vector<ClientId> SseHub::clientsHere() const {
  std::vector<ClientId> ids;
  for (const auto& place : loops_) {
    if (place->loop->isCurrent()) place->clients.forEach([&](SseClient& client) { ids.push_back(client.clientId()); });
  }
  return ids;
}

Task<std::vector<ClientId>> SseHub::clients(SseTo to) const {
  auto ask = [whom = std::move(to)](SseLoop& place) {
    std::vector<ClientId> ids;
    visitChosen(place, whom, [&](SseClient& client) { ids.push_back(client.clientId()); });
    return ids;
  };
  pipeline::Gather gather(loops_, std::move(ask));
  std::vector<std::vector<ClientId>> parts = co_await gather;
  co_return pipeline::flatten(std::move(parts));
}

Task<std::size_t> SseHub::clientCount(SseTo to) const {
  auto ask = [whom = std::move(to)](SseLoop& place) {
    std::size_t count = 0;
    visitChosen(place, whom, [&](SseClient&) { ++count; });
    return count;
  };
  pipeline::Gather gather(loops_, std::move(ask));
  const std::vector<std::size_t> counts = co_await gather;
  co_return std::accumulate(counts.begin(), counts.end(), std::size_t{0});
}

Task<std::vector<ChannelInfo>> SseHub::channels() const {
  auto ask = [](SseLoop& place) {
    std::vector<ChannelInfo> infos;
    place.channels.forEach(
        [&](const pipeline::Room<SseClient>& channel) { infos.emplace_back(channel.name(), channel.size()); });
    return infos;
  };
  pipeline::Gather gather(loops_, std::move(ask));
  std::vector<std::vector<ChannelInfo>> parts = co_await gather;
  co_return pipeline::sumByName(std::move(parts), &ChannelInfo::readers, hash_);
}

SseCounters SseHub::counters() const noexcept {
  using server::FlowEvent;
  return {.closedForSlowness = flow_.of(FlowEvent::closed),
          .refused = flow_.of(FlowEvent::refused),
          .droppedNewest = flow_.of(FlowEvent::droppedNewest),
          .droppedOldest = flow_.of(FlowEvent::droppedOldest),
          .conflated = flow_.of(FlowEvent::conflated)};
}

void SseHub::logFault(std::string_view where, std::string_view who, const std::exception_ptr& fault) const noexcept {
  logWhatThrew(*logger_, where, who, fault);
}

}  // namespace serinus::sse_module
