#include "must_refuse.hpp"

#include "parser_dialogue.hpp"

#include <gtest/gtest.h>

#include <random>

namespace serinus::http {
namespace {

constexpr std::string_view sound[] = {
    "GET /a?b=c HTTP/1.1\r\nHost: a\r\nAccept: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: b\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n2\r\nok\r\n0\r\nX: y\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello",
    "GET http://b/ HTTP/1.0\r\nConnection: keep-alive\r\n\r\nOPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    "PUT /f HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nProxy-Connection: keep-alive\r\nContent-Length: 2\r\n\r\nok",
    "HEAD /g HTTP/1.1\r\nHost: [::1]:80\r\nCookie: a=b; c=d\r\nTE: trailers\r\nConnection: TE, keep-alive\r\n\r\n",
    "GET /e HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x80"};

/// Inputs between sound and hostile, the same in each run: bytes replaced, taken out, put in; ends cut and joined.
class Mutator {
public:
  std::string next() {
    std::string text(seed());
    const std::size_t changes = 1 + number(4);
    for (std::size_t i = 0; i < changes; ++i) change(text);
    return text;
  }

  std::size_t number(std::size_t below) { return below == 0 ? 0 : random_() % below; }

private:
  std::string_view seed() {
    const std::size_t index = number(std::size(sound) + mustRefuse.size());
    return index < std::size(sound) ? sound[index] : mustRefuse[index - std::size(sound)].request;
  }

  void change(std::string& text) {
    constexpr std::string_view telling("\r\n\t :;,0159afAF%*/-\"\0\x7F\x80\xFF", 24);
    const std::size_t at = number(text.size());
    switch (number(5)) {
      case 0:
        text.insert(at, 1, telling[number(telling.size())]);
        break;
      case 1:
        text.erase(at, 1 + number(3));
        break;
      case 2:
        if (!text.empty()) text[at] = telling[number(telling.size())];
        break;
      case 3:
        text.resize(at);
        break;
      default:
        text.insert(at, seed().substr(0, number(60)));
    }
  }

  std::mt19937 random_{20'240'817};
};

TEST(TheVerdict, OnAnyInputDoesNotDependOnItsCuts) {
  Mutator mutator;
  for (int i = 0; i < 4'000; ++i) {
    const std::string input = mutator.next();
    const Limits limits = i % 2 == 0 ? Limits() : tightLimits;
    const std::string dialogue = whole(input, limits).text();
    ASSERT_EQ(inPieces(input, 1, limits), dialogue) << input;
    ASSERT_EQ(inPieces(input, 1 + mutator.number(9), limits), dialogue) << input;
    ASSERT_EQ(cutAt(input, mutator.number(input.size()), limits), dialogue) << input;
  }
}

}  // namespace
}  // namespace serinus::http
