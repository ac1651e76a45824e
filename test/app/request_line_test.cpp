#include "app/request_line.hpp"

#include <gtest/gtest.h>

#include <string>

namespace serinus::app {
namespace {

using namespace std::chrono_literals;
using Outcome = server::AnsweredRequest::Outcome;

constexpr auto when = std::chrono::sys_days(std::chrono::year(2026) / 3 / 7) + 4h + 5min + 6s;

struct Asked {
  Asked() {
    request.setId("abc-1");
    request.fields().add("Referer", "https://a.example/?token=x");
    request.fields().add("User-Agent", "curl \"8\\1\"");
    request.fields().add("Cookie", "session=secret");
  }
  [[nodiscard]] std::string line(const RequestLogOptions& options) const {
    return requestLine({request, peer, user, status, bytes, 1234us, outcome}, when, options);
  }
  [[nodiscard]] std::string line(RequestLogFormat format) const { return line({.format = format}); }

  Request request{Method::get, "/notes?page=2&token=x"};
  PeerAddress peer{"192.0.2.7", 1234};
  std::string user = "ada";
  unsigned status = 200;
  std::optional<std::uint64_t> bytes = 1834;
  Outcome outcome = Outcome::complete;
};

TEST(RequestLine, IsText) {
  EXPECT_EQ(Asked().line(RequestLogFormat::text),
            "GET /notes?page=2&token=*** 200 1834 bytes 1.234 ms 192.0.2.7 user=ada id=abc-1");
}

TEST(RequestLine, IsInTheFormatsOfWebServers) {
  const std::string common =
      "192.0.2.7 - ada [07/Mar/2026:04:05:06 +0000] \"GET /notes?page=2&token=*** HTTP/1.1\" 200 1834";
  EXPECT_EQ(Asked().line(RequestLogFormat::common), common);
  EXPECT_EQ(Asked().line(RequestLogFormat::combined), common + R"( "https://a.example/?token=***" "curl \"8\\1\"")");
}

TEST(RequestLine, IsJson) {
  EXPECT_EQ(Asked().line({.format = RequestLogFormat::json, .headers = {"user-agent", "Cookie", "Accept", "Referer"}}),
            R"({"time":"2026-03-07T04:05:06.000Z","method":"GET","target":"/notes?page=2&token=***","version":"1.1",)"
            R"("status":200,"bytes":1834,"ms":1.234,"client":"192.0.2.7","user":"ada","id":"abc-1",)"
            R"("headers":{"user-agent":"curl \"8\\1\"","Cookie":"***","Referer":"https://a.example/?token=***"}})");
}

TEST(RequestLine, LeavesOutWhatThereIsNot) {
  Asked asked;
  asked.request = Request();
  asked.peer = PeerAddress();
  asked.user.clear();
  asked.bytes.reset();
  asked.status = 400;
  EXPECT_EQ(asked.line(RequestLogFormat::text), "- 400 1.234 ms -");
  EXPECT_EQ(asked.line(RequestLogFormat::combined), R"(- - - [07/Mar/2026:04:05:06 +0000] "-" 400 - "-" "-")");
  EXPECT_EQ(asked.line(RequestLogFormat::json),
            R"({"time":"2026-03-07T04:05:06.000Z","status":400,"ms":1.234,"client":""})");
}

TEST(RequestLine, SaysWhatWasNotComplete) {
  Asked asked;
  asked.outcome = Outcome::lost;
  EXPECT_TRUE(asked.line(RequestLogFormat::text).ends_with(" id=abc-1 (client lost)"));
  asked.outcome = Outcome::cutOff;
  EXPECT_NE(asked.line(RequestLogFormat::json).find(R"("outcome":"cut off")"), std::string::npos);
}

// ---- Hostile bytes: in fields, since no target holds them, and in the user's name

struct Hostile {
  const char* text;
  const char* inQuotes;
  const char* inJson;
};
class HostileText : public testing::TestWithParam<Hostile> {};

TEST_P(HostileText, StaysWhereItIs) {
  Asked asked;
  asked.user = GetParam().text;
  const std::string combined = asked.line(RequestLogFormat::combined);
  EXPECT_EQ(combined.substr(0, combined.find(" [")), "192.0.2.7 - " + std::string(GetParam().inQuotes));
  EXPECT_NE(asked.line(RequestLogFormat::text).find(" user=" + std::string(GetParam().inQuotes) + " id="),
            std::string::npos);
  EXPECT_NE(asked.line(RequestLogFormat::json).find("\"user\":\"" + std::string(GetParam().inJson) + '"'),
            std::string::npos)
      << asked.line(RequestLogFormat::json);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, HostileText,
    testing::Values(Hostile{"a\r\nb", R"(a\r\nb)", R"(a\r\nb)"}, Hostile{"a\x1B[2Jb", R"(a\x1b[2Jb)", R"(a\u001b[2Jb)"},
                    Hostile{"a\x7F", R"(a\x7f)", "a\x7F"}, Hostile{"\xFF", R"(\xff)", "\xEF\xBF\xBD"},
                    Hostile{"\xC2\x85", R"(\xc2\x85)", "\xC2\x85"}, Hostile{"a b", R"(a\sb)", "a b"},
                    Hostile{"a\"b\\", R"(a\"b\\)", R"(a\"b\\)"}, Hostile{"\xC3\xA4", "\xC3\xA4", "\xC3\xA4"}));

TEST(RequestLine, IsNotAsLongAsTheClientWants) {
  Asked asked;
  asked.request = Request(Method::get, "/" + std::string(5000, 'a') + "?token=secret");
  for (const auto format : {RequestLogFormat::text, RequestLogFormat::combined, RequestLogFormat::json}) {
    EXPECT_LT(asked.line(format).size(), 1300U);
    EXPECT_EQ(asked.line(format).find("secret"), std::string::npos);
  }
}

}  // namespace
}  // namespace serinus::app
