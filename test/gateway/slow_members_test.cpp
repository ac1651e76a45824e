#include "gateway/gateway_hub.hpp"
#include "heap.hpp"
#include "runtime/loop_core.hpp"
#include "server/loop_server.hpp"
#include "support/joining_stream.hpp"

#include <serinus/serinus.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace serinus {
namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;

/// The most memory that was in use at any moment at which somebody looked.
struct Peak {
  std::size_t bytes = 0;
  void look() noexcept { bytes = std::max(bytes, test::heapInUse()); }
};

/// What a client takes: all that comes, or nothing once it has stopped.
struct Member {
  std::size_t taken = 0;
  bool stopped = false;
};

class MemberStream final : public test::JoiningStream {
public:
  MemberStream(Peak& peak, Member& member) : JoiningStream("/crowd"), peak_(&peak), member_(&member) {}

  [[nodiscard]] transport::Transfer write(std::span<const ByteView> pieces) noexcept override {
    peak_->look();
    if (member_->stopped) return {transport::Transfer::Outcome::wouldBlock};
    const transport::Transfer all = JoiningStream::write(pieces);
    member_->taken += all.bytes;
    return all;
  }

private:
  Peak* peak_;
  Member* member_;
};

class CrowdGateway : public WebSocketGateway, public OnClientConnect {
public:
  explicit CrowdGateway(const Backpressure& rules)
      : WebSocketGateway({.path = "/crowd", .limits = {.backpressure = rules, .pingInterval = Duration::zero()}}) {}
  Task<> onClientConnect(WebSocketContext& context) override {
    ids.push_back(context.clientId());
    return {};
  }

  std::vector<ClientId> ids;
};

/// A server with so many clients on one loop, in memory: nothing of the system's is counted.
class Crowd {
public:
  explicit Crowd(std::size_t count, const Backpressure& rules = {}) : gateway(rules), members(count) {
    gateway.hub().bind({&loop_}, services_, std::make_shared<NullLogger>(), "CrowdGateway", {.onConnect = &gateway},
                       {});
    endpoints_.gateways.add(Method::get, routing::Pattern("/crowd"), 0, "CrowdGateway");
    endpoints_.webSockets.push_back(&gateway.hub());
    run([&] {
      for (Member& member : members) {
        auto stream = std::make_unique<MemberStream>(peak, member);
        MemberStream& client = *stream;
        server_.serve(std::move(stream), endpoints_);
        client.open();
      }
    });
    for (Member& member : members) member.taken = 0;
    peak.look();
  }

  /// Sends each client a message of its own, to a hundred in each turn of the loop: what leaves at the end of a turn
  /// waits until then.
  void tellEachOfThem(const std::string& text) {
    for (std::size_t first = 0; first < members.size(); first += 100) {
      run([&] {
        const std::size_t end = std::min(first + 100, members.size());
        for (std::size_t i = first; i < end; ++i)
          gateway.send(text, To::client(gateway.ids[i]), SendOptions().conflate("key"));
      });
    }
  }

  template <class Call>
  void run(Call call) {
    loop_.post(std::move(call));
    while (loop_.core().poll(1'000) > 0) {
    }
    peak.look();
  }

  Peak peak;
  CrowdGateway gateway;
  std::vector<Member> members;

private:
  Loop loop_;
  di::ServiceScope services_{"Crowd", nullptr};
  // However long all this takes: who takes nothing for a time is not what is asked here.
  Timeouts timeouts_{.writeGrace = std::chrono::hours(1), .writeStall = std::chrono::hours(1)};
  server::Endpoints endpoints_;
  server::LoopServer server_{loop_, timeouts_};
};

class ALargeBroadcast : public testing::TestWithParam<bool> {};

TEST_P(ALargeBroadcast, IsInMemoryOnceHoweverManyItIsFor) {
  Crowd crowd(10'000);
  for (Member& member : crowd.members) member.stopped = GetParam();
  crowd.peak.bytes = 0;
  const std::size_t before = test::heapInUse();
  crowd.run([&] { crowd.gateway.send(std::string(mebibyte, 'x')); });
  EXPECT_GE(crowd.peak.bytes - before, mebibyte);
  EXPECT_LE(crowd.peak.bytes - before, 16 * mebibyte);
  for (const Member& member : crowd.members)
    ASSERT_EQ(member.taken, GetParam() ? 0 : mebibyte + 10) << "with the head of its frame";
}

INSTANTIATE_TEST_SUITE_P(, ALargeBroadcast, testing::Bool(),
                         [](const auto& row) { return row.param ? "NobodyReads" : "EverybodyReads"; });

struct Rules {
  std::string name;
  Backpressure backpressure;
  GatewayCounters counted;
};

class ClientsThatNeverRead : public testing::TestWithParam<Rules> {};

// Each client gets messages of its own, so that nothing is shared: without a limit it were 156 MiB.
TEST_P(ClientsThatNeverRead, TakeNoMoreThanTheirLimitAndHarmNobody) {
  constexpr std::size_t silent = 1'000;
  constexpr std::size_t rounds = 20;
  const Backpressure rules = Backpressure(GetParam().backpressure).maxBytes(32 * 1024).watermarks(8 * 1024, 4 * 1024);
  Crowd crowd(11'000, rules);
  for (std::size_t i = 0; i < silent; ++i) crowd.members[i * 11].stopped = true;
  const std::size_t before = test::heapInUse();
  for (std::size_t i = 0; i < rounds; ++i) crowd.tellEachOfThem(std::string(8'000, static_cast<char>('a' + i)));
  EXPECT_LE(crowd.peak.bytes - before, silent * rules.maxBytes() + 16 * mebibyte);
  for (std::size_t i = 0; i < crowd.members.size(); ++i)
    ASSERT_EQ(crowd.members[i].taken, i % 11 == 0 && i < 11 * silent ? 0 : rounds * 8'004) << i;
  const GatewayCounters counted = crowd.gateway.counters();
  EXPECT_EQ(counted.closedForSlowness, GetParam().counted.closedForSlowness);
  EXPECT_EQ(counted.refused, GetParam().counted.refused);
  EXPECT_EQ(counted.droppedNewest, GetParam().counted.droppedNewest);
  EXPECT_EQ(counted.droppedOldest, GetParam().counted.droppedOldest);
  EXPECT_EQ(counted.conflated, GetParam().counted.conflated);
}

// Four messages of 8,004 bytes fit.
INSTANTIATE_TEST_SUITE_P(, ClientsThatNeverRead,
                         testing::Values(Rules{"close", Backpressure::close(), {.closedForSlowness = 1'000}},
                                         Rules{"wait", Backpressure::wait(), {.refused = 16'000}},
                                         Rules{"dropNewest", Backpressure::dropNewest(), {.droppedNewest = 16'000}},
                                         Rules{"dropOldest", Backpressure::dropOldest(), {.droppedOldest = 16'000}},
                                         Rules{"conflate", Backpressure::conflate(), {.conflated = 18'000}}),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace serinus
