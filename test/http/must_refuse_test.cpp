#include "must_refuse.hpp"

#include "parser_dialogue.hpp"

#include <gtest/gtest.h>

namespace serinus::http {
namespace {

/// Harmless, since no reader sees another number in it, and bounded by `Limits::maxChunkOverhead`.
constexpr std::string_view harmless = "chunk size leading zeros x30";

/// Two requests of which the first is in order.
constexpr std::string_view secondIsWrong = "data after Connection: close";

class Attack : public testing::TestWithParam<MustRefuse> {};

TEST_P(Attack, IsRefusedHoweverItIsCut) {
  const auto& [name, request] = GetParam();
  const Dialogue dialogue = whole(request);
  EXPECT_EQ(dialogue.refused(), name != harmless) << dialogue.text();
  EXPECT_EQ(dialogue.messages(), name == harmless || name == secondIsWrong ? 1 : 0) << dialogue.text();

  for (std::size_t at = 0; at <= request.size(); ++at) EXPECT_EQ(cutAt(request, at), dialogue.text()) << at;
  for (const std::size_t size : {1U, 2U, 3U, 7U, 16U}) EXPECT_EQ(inPieces(request, size), dialogue.text()) << size;
}

TEST_P(Attack, LetsNothingBehindItBeRead) {
  const auto& [name, request] = GetParam();
  if (name == harmless) return;
  Dialogue dialogue = whole(request);
  const std::string before = dialogue.text();
  const std::string behind = "GET /evil HTTP/1.1\r\nHost: a\r\n\r\n";
  for (int i = 0; i < 2; ++i) {
    const RequestParser::Step step = dialogue.parser().parse(behind);
    EXPECT_EQ(step.consumed, 0U);
    ASSERT_TRUE(std::holds_alternative<Fault>(step.event));
    dialogue.parser().reset();
  }
  EXPECT_EQ(before.find("evil"), std::string::npos) << before;
}

INSTANTIATE_TEST_SUITE_P(Corpus, Attack, testing::ValuesIn(mustRefuse), [](const auto& row) {
  std::string name;
  for (const char c : row.param.name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter) name += c;
  }
  return name + "N" + std::to_string(row.index);
});

}  // namespace
}  // namespace serinus::http
