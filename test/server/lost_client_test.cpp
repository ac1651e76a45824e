#include "loss.hpp"

namespace serinus::server {
namespace {

class LostClient : public testing::TestWithParam<Loss> {};

TEST_P(LostClient, LeavesNothingOfItsRequests) {
  loseEverywhere(requests, GetParam());
}
TEST_P(LostClient, LeavesNothingOfARefusedRequest) {
  loseEverywhere(refusal, GetParam());
}
TEST_P(LostClient, LeavesNothingOfItsWebSocket) {
  loseEverywhere(webSocket, GetParam());
}
TEST_P(LostClient, LeavesNothingOfAWebSocketThatTheServerCloses) {
  loseEverywhere(serverCloses, GetParam());
}
TEST_P(LostClient, LeavesNothingOfItsEventStream) {
  loseEverywhere(events, GetParam());
}
TEST_P(LostClient, LeavesNothingInAServerThatStops) {
  loseEverywhere(drained, GetParam());
}

INSTANTIATE_TEST_SUITE_P(, LostClient, everyLoss, nameOfLoss);

}  // namespace
}  // namespace serinus::server
