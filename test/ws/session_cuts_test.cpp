#include "session_feeder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace serinus::ws {
namespace {

using Lines = std::vector<std::string>;

class Conversation {
public:
  explicit Conversation(unsigned seed) : random_(seed) {
    for (int i = 0; i < 12; ++i) addMessage();
  }

  std::string bytes;
  Lines events;
  std::size_t pick(std::size_t below) { return random_() % below; }

private:
  void addMessage() {
    const bool isText = pick(2) == 0;
    std::string payload;
    for (std::size_t left = pick(3) == 0 ? pick(6000) : pick(40); left > 0; --left) {
      payload += pick(5) == 0 ? "\xE2\x82\xAC" : "x";
    }
    std::size_t from = 0;
    bool first = true;
    while (true) {
      const std::size_t size = pick(3) == 0 ? pick(payload.size() - from + 1) : payload.size() - from;
      const bool last = from + size == payload.size() && pick(3) != 0;
      const Opcode opcode = !first ? Opcode::continuation : isText ? Opcode::text : Opcode::binary;
      bytes += frame(opcode, std::string_view(payload).substr(from, size), last);
      from += size;
      first = false;
      if (last) break;
      if (pick(3) == 0) addControl();
    }
    events.push_back(line(isText ? "text" : "binary", payload));
    if (pick(4) == 0) addControl();
  }

  void addControl() {
    const std::string payload(pick(126), 'c');
    const bool isPing = pick(2) == 0;
    bytes += frame(isPing ? Opcode::ping : Opcode::pong, payload);
    events.push_back(line(isPing ? "ping" : "pong", payload));
  }

  std::mt19937 random_;
};

TEST(AnyConversation, IsReadTheSameHoweverItIsCut) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    Conversation conversation(seed);
    SessionFeeder feeder;
    std::string_view rest = conversation.bytes;
    const std::size_t largest = seed % 3 == 0 ? 20 : 3000;
    while (!rest.empty()) {
      const std::size_t size = std::min(rest.size(), 1 + conversation.pick(largest));
      feeder.feed(rest.substr(0, size));
      rest.remove_prefix(size);
    }
    ASSERT_EQ(feeder.events, conversation.events) << "seed " << seed;
    ASSERT_TRUE(feeder.unread.empty());
    ASSERT_FALSE(feeder.session.inMessage());
  }
}

TEST(AnyBytes, AreReadTheSameHoweverTheyAreCut) {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes = Conversation(static_cast<unsigned>(random())).bytes.substr(0, 300);
    for (int change = 0; change < 2; ++change) bytes[random() % bytes.size()] = static_cast<char>(random());
    SessionFeeder whole, pieces;
    whole.feed(bytes);
    pieces.feedByteByByte(bytes);
    ASSERT_EQ(whole.events, pieces.events) << hex(bytes);
  }
}

}  // namespace
}  // namespace serinus::ws
