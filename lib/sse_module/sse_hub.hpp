#pragma once

#include "base/keyed_hash.hpp"
#include "pipeline/client_table.hpp"
#include "pipeline/room_table.hpp"
#include "server/encoded_event.hpp"
#include "server/flow_counters.hpp"
#include "sse_module/route_readers.hpp"

#include <serinus/base/log.hpp>
#include <serinus/runtime/loop.hpp>
#include <serinus/runtime/task.hpp>
#include <serinus/sse_module/channel_info.hpp>
#include <serinus/sse_module/sse_counters.hpp>
#include <serinus/sse_module/sse_to.hpp>

#include <atomic>
#include <cstddef>
#include <exception>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

namespace serinus::sse_module {

class SseClient;

/// The readers of all event streams on one loop, and by what they are addressed together; touched on that loop alone.
struct SseLoop {
  SseLoop(Loop& where, const KeyedHash& hash) : loop(&where), channels(hash), users(hash) {}
  Loop* loop;
  pipeline::ClientTable<SseClient> clients;
  pipeline::RoomTable<SseClient> channels;
  pipeline::RoomTable<SseClient> users;
  RouteReaders<SseClient> routes;
};

/// What holds for all streams of an application.
struct SseLimits {
  std::size_t maxEvent = std::size_t{64} * 1024;
  std::size_t maxChannels = 128;
};

/// Knows the readers of an application's event streams, loop by loop, and carries what is sent to many.
class SseHub {
public:
  /// Before a port opens.
  void bind(const std::vector<Loop*>& loops, std::shared_ptr<Logger> logger, const SseLimits& limits);
  /// When the loops have ended. Others may send all the same: nobody hears it.
  void unbind() noexcept;

  /// @throws SseEventTooLarge
  [[nodiscard]] server::EncodedEvent encode(const SseEvent& event) const;

  void send(const server::EncodedEvent& event, const SseTo& to, std::string_view key);
  void close(const SseTo& to);
  void join(const SseTo& to, std::string_view channel);
  void leave(const SseTo& to, std::string_view channel);

  [[nodiscard]] std::vector<ClientId> clientsHere() const;
  [[nodiscard]] std::size_t clientCount() const noexcept { return clientCount_.load(std::memory_order_relaxed); }
  [[nodiscard]] Task<std::vector<ClientId>> clients(SseTo to) const;
  [[nodiscard]] Task<std::size_t> clientCount(SseTo to) const;
  [[nodiscard]] Task<std::vector<ChannelInfo>> channels() const;

  void count(server::FlowEvent event, std::size_t count) noexcept { flow_.count(event, count); }
  [[nodiscard]] SseCounters counters() const noexcept;

  [[nodiscard]] const SseLimits& limits() const noexcept { return limits_; }
  void logFault(std::string_view where, std::string_view who, const std::exception_ptr& fault) const noexcept;

private:
  friend class SseClient;
  friend class MountedSseRoute;
  [[nodiscard]] SseLoop& here();
  template <class Act>
  void onEveryLoop(Act act);

  [[nodiscard]] std::size_t maxEvent() const;

  // Threads that are none of the loops may send at any time, while the application starts and stops too.
  mutable std::shared_mutex binding_;
  std::vector<std::shared_ptr<SseLoop>> loops_;
  std::shared_ptr<Logger> logger_;
  KeyedHash hash_;
  SseLimits limits_;
  std::atomic<std::size_t> clientCount_ = 0;
  server::FlowCounters flow_;
};

}  // namespace serinus::sse_module
