#include "../server/scarcity.hpp"
#include "../server/scenarios.hpp"
#include "sse_module/sse_client.hpp"

#include <memory>
#include <string>

namespace serinus::sse_module {
namespace {

using namespace std::chrono_literals;
using server::World;
using test::Loss;
using test::MemoryPeer;
using test::Scarcity;

SseStream news(SseContext& context) {
  context.setPrincipal(Principal(std::string(context.query("as").value_or("nobody"))));
  context.join("sports");
  co_yield SseEvent("hello");
  co_await context.sleep(1s);
  context.leave("sports");
  context.join("weather");
  co_yield SseEvent(std::string(3000, 'x'));
}

class Told final : public OnStreamClose {
public:
  void onStreamClose(SseContext& context) override { static_cast<void>(context.channels()); }
};

/// An event stream, and one who has read it for long.
class Paper {
public:
  Paper() {
    hub_.bind({&world.time.loop()}, std::make_shared<NullLogger>(), {});
    MountedSseRoute::Declared declared;
    declared.method = "GET";
    declared.path = "/news";
    declared.owner = "Paper";
    declared.handler = news;
    declared.onClose = &told_;
    route_ = std::make_unique<MountedSseRoute>(hub_, std::move(declared), world.services, server::EventStreamLimits());
    world.endpoints.routes.add(Method::get, routing::Pattern("/news"), world.endpoints.plain.size(), "Paper");
    world.endpoints.plain.emplace_back(route_.get());
    reader_ = &world.connect();
    reader_->send(server::get("/news?as=eve"));
    world.time.pass(2s);
    static_cast<void>(reader_->take());
  }

  void say(std::string_view text, const SseTo& to) { hub_.send(hub_.encode(SseEvent(std::string(text))), to, {}); }

  /// The one who was there before hears everything, and nobody else is left.
  void expectAsBefore() {
    static_cast<void>(reader_->take());
    ASSERT_EQ(hub_.clientCount(), 1U);
    for (const SseTo& to : {SseTo::everyone(), SseTo::route("/news"), SseTo::channel("weather"), SseTo::user("eve")})
      say("still", to);
    world.time.settle();
    const std::string heard = reader_->take();
    std::size_t count = 0;
    for (std::size_t at = heard.find("data: still"); at != std::string::npos; at = heard.find("data: still", at + 1))
      ++count;
    ASSERT_EQ(count, 4U) << heard;
  }

  World world;

private:
  SseHub hub_;
  Told told_;
  std::unique_ptr<MountedSseRoute> route_;
  MemoryPeer* reader_ = nullptr;
};

TEST(AnEventStreamWithoutMemory, LosesItsReaderAndNobodyElse) {
  std::size_t struck = 0;
  for (std::size_t n = 0;; ++n) {
    SCOPED_TRACE("allocation " + std::to_string(n));
    Paper paper;
    MemoryPeer& peer = paper.world.connect();
    bool passed = false;
    bool wasStarved = false;
    {
      const Scarcity scarcity(n);
      try {
        peer.send(server::get("/news?as=ada"));
        paper.world.time.settle();
        paper.say("goal", SseTo::channel("sports"));
        paper.say("you", SseTo::user("ada"));
        paper.world.time.pass(2s);
        const std::string heard = peer.take();
        passed = heard.find("data: hello") != std::string::npos && heard.find("data: goal") != std::string::npos &&
                 heard.find("data: you") != std::string::npos && heard.find("xxx") != std::string::npos;
      } catch (const std::exception&) {
        // The dialogue had no memory of its own.
      }
      wasStarved = scarcity.hasStruck();
    }
    peer.lose(Loss::left);
    paper.world.time.pass(2s);
    ASSERT_NO_FATAL_FAILURE(paper.expectAsBefore());
    paper.world.loseAll(Loss::left);
    paper.world.time.pass(server::longEnough, 1s);
    ASSERT_NO_FATAL_FAILURE(server::expectNothingLeft(paper.world));
    if (!wasStarved) {
      ASSERT_TRUE(passed);
      ASSERT_GT(struck, 10U) << "it hardly asks for memory";
      return;
    }
    ++struck;
  }
}

}  // namespace
}  // namespace serinus::sse_module
