#include "redis/reply_reader.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace serinus::redis {
namespace {

constexpr std::size_t plenty = 1024 * 1024;

/// A reply as one line.
std::string shown(const RedisReply& reply) {
  switch (reply.kind()) {
    case RedisReply::Kind::nil:
      return "nil";
    case RedisReply::Kind::status:
      return '+' + reply.text();
    case RedisReply::Kind::error:
      return '-' + reply.text();
    case RedisReply::Kind::text:
      return '"' + reply.text() + '"';
    case RedisReply::Kind::integer:
      return std::to_string(reply.integer());
    case RedisReply::Kind::array:
      break;
  }
  std::string all = "[";
  for (const RedisReply& element : reply.elements()) all += shown(element) + ' ';
  return all + ']';
}

/// All replies of pieces, and "failed" at the end where that is so.
std::string readPieces(const std::vector<std::string>& pieces, std::size_t most = plenty) {
  ReplyReader reader(most);
  std::string all;
  for (const std::string& piece : pieces) {
    const std::vector<char> exact(piece.begin(), piece.end());
    reader.feed(asBytes(std::string_view(exact.data(), exact.size())));
    while (const auto reply = reader.next()) all += shown(*reply) + ';';
  }
  return reader.hasFailed() ? all + "failed" : all;
}

struct Row {
  const char* name;
  std::string bytes;
  std::string replies;
};
class Replies : public testing::TestWithParam<Row> {};

TEST_P(Replies, AreReadHoweverTheyCome) {
  const auto& [name, bytes, replies] = GetParam();
  EXPECT_EQ(readPieces({bytes}), replies);
  for (std::size_t at = 0; at <= bytes.size(); ++at)
    EXPECT_EQ(readPieces({bytes.substr(0, at), bytes.substr(at)}), replies) << at;
  std::vector<std::string> single;
  for (const char c : bytes) single.emplace_back(1, c);
  EXPECT_EQ(readPieces(single), replies);
}

INSTANTIATE_TEST_SUITE_P(Resp2, Replies,
                         testing::Values(Row{"Status", "+OK\r\n", "+OK;"}, Row{"Error", "-OOM no\r\n", "-OOM no;"},
                                         Row{"Integer", ":42\r\n:-9223372036854775808\r\n", "42;-9223372036854775808;"},
                                         Row{"Text", "$5\r\na\r\nbc\r\n", "\"a\r\nbc\";"},
                                         Row{"EmptyText", "$0\r\n\r\n", "\"\";"}, Row{"Nil", "$-1\r\n", "nil;"},
                                         Row{"NilArray", "*-1\r\n", "nil;"}, Row{"EmptyArray", "*0\r\n", "[];"},
                                         Row{"Array", "*4\r\n:1\r\n$1\r\na\r\n$-1\r\n+OK\r\n", "[1 \"a\" nil +OK ];"},
                                         Row{"Nested", "*3\r\n*2\r\n:1\r\n*1\r\n:2\r\n*0\r\n:3\r\n",
                                             "[[1 [2 ] ] [] 3 ];"},
                                         Row{"Several", "+A\r\n*1\r\n:1\r\n-B\r\n", "+A;[1 ];-B;"}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(WhatIsNoReply, FailsForGood) {
  for (const char* const bytes :
       {"HTTP/1.1 400 Bad Request\r\n", "?\r\n", "\r\n", "$x\r\n", "$-2\r\n", "*-2\r\n", "*x\r\n"})
    EXPECT_EQ(readPieces({bytes, "+OK\r\n"}), "failed") << bytes;
}

TEST(WhatIsNoReply, LeavesTheRepliesBeforeIt) {
  EXPECT_EQ(readPieces({"+OK\r\n:1\r\n?"}), "+OK;1;failed");
}

TEST(AReply, HasALimit) {
  const std::string reply = "$10\r\n0123456789\r\n";
  EXPECT_EQ(readPieces({reply}, reply.size() - 1), "\"0123456789\";") << "it is whole already";
  EXPECT_EQ(readPieces({reply.substr(0, 10), reply.substr(10)}, 10), "\"0123456789\";");
  EXPECT_EQ(readPieces({reply.substr(0, 11), reply.substr(11)}, 10), "failed");
  std::string many;
  for (int i = 0; i < 100; ++i) many += ":1\r\n";
  EXPECT_EQ(readPieces({many + '$'}, 4).substr(0, 4), "1;1;") << "each has its own";
}

TEST(AnArray, TakesNoMemoryBeforeItsElementsCome) {
  EXPECT_EQ(readPieces({"*1000000000\r\n:1\r\n"}), "");
  EXPECT_EQ(readPieces({"$2000000000\r\na"}), "");
}

TEST(AnArray, ThatIsNestedTooDeepFails) {
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "*1\r\n";
  EXPECT_EQ(readPieces({deep}), "failed");
}

TEST(ACommand, IsAnArrayOfTexts) {
  std::string out = "x";
  appendCommand(out, {"SET", "k", std::string("\0\r\n", 3), ""});
  const std::string binary("\0\r\n", 3);
  EXPECT_EQ(out, "x*4\r\n$3\r\nSET\r\n$1\r\nk\r\n$3\r\n" + binary + "\r\n$0\r\n\r\n");
}

}  // namespace
}  // namespace serinus::redis
