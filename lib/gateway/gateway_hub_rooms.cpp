#include "gateway/gateway_hub.hpp"
#include "gateway/room_name.hpp"
#include "pipeline/gather.hpp"
#include "pipeline/merge.hpp"

#include <numeric>
#include <stdexcept>

namespace serinus::gateway {

using pipeline::flatten;
using pipeline::Gather;

// ---- Rooms from outside

std::string GatewayHub::faultOfRoom(std::string_view name) const {
  std::string fault = faultOfRoomName(name);
  if (!fault.empty() || roomPresence_ == nullptr) return fault;
  try {
    broker::checkTopicName(name);
  } catch (const TopicNameError& error) {
    fault = std::string("who is in a room is shown here, so its name is a topic's, too: ") + error.what();
  }
  return fault;
}

void GatewayHub::joinRoom(const To& to, std::string_view room) {
  if (const std::string fault = faultOfRoom(room); !fault.empty()) throw std::invalid_argument(fault);
  onEveryLoop(to, [this, name = std::string(room)](GatewayLoop& place, const To& whom) {
    std::size_t full = 0;
    place.visit(whom, [&](GatewayClient& client) { full += client.enter(name) ? 0 : 1; });
    warnOfFullClients(full, name);
  });
}

void GatewayHub::leaveRoom(const To& to, std::string_view room) {
  onEveryLoop(to, [name = std::string(room)](GatewayLoop& place, const To& whom) {
    place.visitIn(name, whom, [&](GatewayClient& client) { client.leave(name); });
  });
}

void GatewayHub::moveRoom(const To& to, std::string_view from, std::string_view into) {
  if (const std::string fault = faultOfRoom(into); !fault.empty()) throw std::invalid_argument(fault);
  if (from == into) return;
  onEveryLoop(to, [left = std::string(from), entered = std::string(into)](GatewayLoop& place, const To& whom) {
    place.visitIn(left, whom, [&](GatewayClient& client) {
      client.leave(left);
      client.enter(entered);  // where there was room for the one there is room for the other
    });
  });
}

void GatewayHub::warnOfFullClients(std::size_t count, std::string_view room) const noexcept {
  if (count == 0) return;
  logger_->warning(name_, "joinRoom(\"" + std::string(room) + "\"): " + std::to_string(count) +
                              " clients stay out, for they are in " + std::to_string(limits().maxRooms) +
                              " rooms already (limits.maxRooms)");
}

// ---- Answers from all loops

Task<std::size_t> GatewayHub::memberCount(std::string room) const {
  auto ask = [name = std::move(room)](GatewayLoop& place) {
    const Room<GatewayClient>* const found = place.rooms.find(name);
    return found != nullptr ? found->size() : std::size_t{0};
  };
  Gather gather(loops_, std::move(ask));
  const std::vector<std::size_t> counts = co_await gather;
  co_return std::accumulate(counts.begin(), counts.end(), std::size_t{0});
}

Task<std::vector<ClientId>> GatewayHub::members(std::string room) const {
  auto ask = [name = std::move(room)](GatewayLoop& place) {
    std::vector<ClientId> ids;
    const Room<GatewayClient>* const found = place.rooms.find(name);
    if (found == nullptr) return ids;
    ids.reserve(found->size());
    for (const RoomMember<GatewayClient>* const member : found->members()) ids.push_back(member->client().clientId());
    return ids;
  };
  Gather gather(loops_, std::move(ask));
  std::vector<std::vector<ClientId>> parts = co_await gather;
  co_return flatten(std::move(parts));
}

Task<std::vector<RoomInfo>> GatewayHub::rooms() const {
  auto ask = [](GatewayLoop& place) {
    std::vector<RoomInfo> infos;
    infos.reserve(place.rooms.size());
    place.rooms.forEach([&](const Room<GatewayClient>& room) { infos.emplace_back(room.name(), room.size()); });
    return infos;
  };
  Gather gather(loops_, std::move(ask));
  std::vector<std::vector<RoomInfo>> parts = co_await gather;
  co_return pipeline::sumByName(std::move(parts), &RoomInfo::members, hash_);
}

Task<std::vector<ClientInfo>> GatewayHub::clients(To to) const {
  auto ask = [whom = std::move(to)](GatewayLoop& place) {
    std::vector<ClientInfo> infos;
    place.visit(whom, [&](const GatewayClient& client) {
      infos.emplace_back(client.clientId(), std::string(client.user()), client.rooms());
    });
    return infos;
  };
  Gather gather(loops_, std::move(ask));
  std::vector<std::vector<ClientInfo>> parts = co_await gather;
  co_return flatten(std::move(parts));
}

// ---- First and last members

void GatewayHub::tellWatch(const std::string& name, void (RoomWatch::*report)(const std::string&)) {
  // The lower bits choose buckets in the tables.
  const std::shared_ptr<GatewayLoop>& home = loops_[(hash_(name) >> 32) % loops_.size()];
  if (home->loop->isCurrent()) return ((*home->watch).*report)(name);
  home->loop->post([watch = home->watch, name, report] { ((*watch).*report)(name); });
}

}  // namespace serinus::gateway
