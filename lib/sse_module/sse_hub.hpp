#pragma once

#include "pipeline/client_table.hpp"
#include "server/event_stream_connection.hpp"
#include "sse_module/stream_topic.hpp"

#include <serinus/base/log.hpp>
#include <serinus/pipeline/pipeline.hpp>
#include <serinus/sse_module/sse_controller.hpp>
#include <serinus/sse_module/sse_emitter.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace serinus::sse_module {

class SseClient;

/// The readers of all event streams on one loop; touched on that loop alone.
struct SseLoop {
  explicit SseLoop(Loop& where) : loop(&where) {}
  Loop* loop;
  pipeline::ClientTable<SseClient> clients;
};

/// Knows the readers of an application's event streams, loop by loop, and carries what is sent to many.
class SseHub {
public:
  /// Before a port opens.
  void bind(const std::vector<Loop*>& loops, std::shared_ptr<Logger> logger);
  void unbind() noexcept { loops_.clear(); }

  void send(const SseEvent& event, const SseTo& to);
  void close(const SseTo& to);
  [[nodiscard]] std::vector<ClientId> clients() const;
  [[nodiscard]] std::size_t clientCount() const noexcept { return clientCount_.load(std::memory_order_relaxed); }

private:
  friend class SseClient;
  friend class MountedSseRoute;
  [[nodiscard]] SseLoop& here();
  template <class Visit>
  void onEveryClient(const SseTo& to, Visit visit);

  std::vector<std::unique_ptr<SseLoop>> loops_;
  std::shared_ptr<Logger> logger_;
  std::atomic<std::size_t> clientCount_ = 0;
};

/// A route of an `SseController` at its place in the application.
class MountedSseRoute final : public server::EventStreamRoute {
public:
  struct Declared {
    std::string path;
    std::string owner;  ///< the class of the controller
    SseController::SseHandler handler;
    pipeline::Pipeline pipeline;
  };
  MountedSseRoute(SseHub& hub, Declared declared, const di::ServiceScope& services,
                  const server::EventStreamLimits& limits)
      : hub_(&hub),
        declared_(std::move(declared)),
        name_("GET " + declared_.path),
        services_(&services),
        limits_(limits) {}

  [[nodiscard]] const server::EventStreamLimits& limits() const noexcept override { return limits_; }
  [[nodiscard]] std::unique_ptr<server::EventStreamPeer> open(server::EventStreamConnection& connection,
                                                              Request request, routing::Parameters parameters) override;

private:
  friend class SseClient;
  SseHub* hub_;
  Declared declared_;
  std::string name_;
  const di::ServiceScope* services_;
  server::EventStreamLimits limits_;
};

/// One reader: the context of its handler and the peer of its connection.
class SseClient final : public SseContext, public server::EventStreamPeer {
public:
  struct Asked {
    Request request;
    routing::Parameters parameters;
  };
  SseClient(const MountedSseRoute& route, SseLoop& place, server::EventStreamConnection& connection,
            std::unique_ptr<Asked> asked);
  ~SseClient() override;

  [[nodiscard]] ClientId clientId() const noexcept override { return id_; }
  [[nodiscard]] const std::string& routePath() const noexcept { return route_->declared_.path; }
  [[nodiscard]] server::EventStreamConnection& connection() noexcept { return *connection_; }

private:
  [[nodiscard]] AsyncGenerator<SseEvent> start() override;
  [[nodiscard]] AsyncGenerator<SseEvent> startBehindSteps();
  [[nodiscard]] Response onFault(std::exception_ptr fault) noexcept override;
  void onPrincipal() override { connection_->endAt(identity()->expiresAt()); }
  [[nodiscard]] bool hasMore() const noexcept override { return topic_ != nullptr; }
  void onDrained() noexcept override;
  void onClosed() noexcept override;
  [[nodiscard]] TopicRecovery followTopic(const std::shared_ptr<broker::TopicCore>& topic,
                                          TopicRequest request) override;
  void forget() noexcept;

  const MountedSseRoute* route_;
  SseLoop* place_;
  server::EventStreamConnection* connection_;
  std::unique_ptr<Asked> asked_;
  ClientId id_;
  std::unique_ptr<StreamTopic> topic_;
};

}  // namespace serinus::sse_module
