#pragma once

#include "server/event_stream_connection.hpp"
#include "sse_module/sse_hub.hpp"
#include "sse_module/stream_topic.hpp"

#include <serinus/pipeline/pipeline.hpp>
#include <serinus/sse_module/sse_controller.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus::sse_module {

/// A route of an `SseController` at its place in the application.
class MountedSseRoute final : public server::EventStreamRoute {
public:
  struct Declared {
    std::string method;
    std::string path;
    std::string owner;  ///< the class of the controller
    std::function<SseStream(SseContext&)> handler;
    pipeline::Pipeline pipeline;
    OnStreamOpen* onOpen = nullptr;
    OnStreamClose* onClose = nullptr;
  };
  MountedSseRoute(SseHub& hub, Declared declared, const di::ServiceScope& services,
                  const server::EventStreamLimits& limits)
      : hub_(&hub),
        declared_(std::move(declared)),
        name_(declared_.method + ' ' + declared_.path),
        services_(&services),
        limits_(limits) {}

  /// What clients get that would rather have JSON.
  void answerInstead(std::unique_ptr<server::HttpRoute> fallback);

  [[nodiscard]] const server::EventStreamLimits& limits() const noexcept override { return limits_; }
  [[nodiscard]] const server::HttpRoute* instead(const Request& request) const noexcept override;
  [[nodiscard]] std::unique_ptr<server::EventStreamPeer> open(server::EventStreamConnection& connection,
                                                              Request request, routing::Parameters parameters) override;

private:
  friend class SseClient;
  SseHub* hub_;
  Declared declared_;
  std::string name_;
  const di::ServiceScope* services_;
  server::EventStreamLimits limits_;
  std::shared_ptr<const server::HttpRoute> fallback_;  // null for none
};

/// One reader: the context of its handler and the peer of its connection.
class SseClient final : public SseContext, public server::EventStreamPeer {
public:
  SseClient(const MountedSseRoute& route, SseLoop& place, server::EventStreamConnection& connection, Request request,
            routing::Parameters parameters);
  ~SseClient() override;

  [[nodiscard]] const Request& request() const noexcept override { return request_; }
  [[nodiscard]] const routing::Parameters& parameters() const noexcept override { return parameters_; }
  [[nodiscard]] Loop& loop() const noexcept override { return connection_->loop(); }
  [[nodiscard]] const PeerAddress& peer() const noexcept override { return address_; }
  [[nodiscard]] ClientId clientId() const noexcept override { return id_; }
  [[nodiscard]] const std::string& routePath() const noexcept { return route_->declared_.path; }
  /// For `RouteReaders`.
  [[nodiscard]] std::uint32_t& routePlace() noexcept { return routePlace_; }
  [[nodiscard]] server::EventStreamConnection& connection() noexcept { return *connection_; }
  [[nodiscard]] SseHub& hub() const noexcept { return *route_->hub_; }

  void stop() noexcept override { connection_->stop(); }
  void close() noexcept override { connection_->close(); }
  SendResult send(const SseEvent& event, const SendOptions& options) override;

  bool join(std::string_view channel) override;
  bool leave(std::string_view channel) override;
  [[nodiscard]] std::vector<std::string> channels() const override;
  [[nodiscard]] bool isIn(std::string_view channel) const noexcept override;

  /// Joins, from outside: whoever is in too many channels stays out, and the log says so.
  void enter(std::string_view channel);

private:
  [[nodiscard]] const di::ServiceScope& services() const noexcept override { return *route_->services_; }
  [[nodiscard]] AsyncGenerator<SseEvent> start() override;
  [[nodiscard]] AsyncGenerator<SseEvent> startBehindSteps();
  [[nodiscard]] Response onFault(std::exception_ptr fault) noexcept override;
  void onHead(Response& head) noexcept override;
  void onRefusal(Response& answer) noexcept override { applyFieldsTo(answer); }
  [[nodiscard]] bool onStopping() noexcept override;
  void onFlow(server::FlowEvent event, std::size_t count) noexcept override { hub().count(event, count); }
  void onPrincipal() override;
  [[nodiscard]] bool hasMore() const noexcept override { return topic_ != nullptr; }
  void onDrained() noexcept override;
  void onClosed() noexcept override;
  [[nodiscard]] TopicRecovery followTopic(const std::shared_ptr<broker::TopicCore>& topic,
                                          TopicRequest request) override;
  /// What a reader has that is in a channel, or somebody's.
  struct Memberships {
    explicit Memberships(SseClient& client) noexcept : channels(client), user(client) {}
    pipeline::RoomMember<SseClient> channels;
    pipeline::RoomMember<SseClient> user;
    std::vector<std::string> wasIn;  // once it is gone, for those who are told: its channels until then
  };
  [[nodiscard]] Memberships& memberships();
  [[nodiscard]] bool mayJoinAnother() const noexcept;
  void forget() noexcept;
  void noteChannels() noexcept;
  void tellClosed() noexcept;

  Request request_;
  routing::Parameters parameters_;
  [[no_unique_address]] PeerAddress address_;
  bool hadItsTurn_ = false;
  std::uint32_t routePlace_ = RouteReaders<SseClient>::nowhere;
  const MountedSseRoute* route_;
  SseLoop* place_;
  server::EventStreamConnection* connection_;
  std::unique_ptr<Memberships> memberships_;  // null where it has none
  std::unique_ptr<StreamTopic> topic_;
  ClientId id_;
};

static_assert(sizeof(void*) > 8 || sizeof(SseClient) <= 344, "there is one for each idle client");

}  // namespace serinus::sse_module
