#include <serinus/http/date_cache.hpp>
#include <serinus/http/finish_response.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace serinus {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr sys_seconds modified{seconds(784'111'777)};
constexpr sys_seconds now = modified + std::chrono::hours(24);
constexpr const char* same = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr const char* before = "Sun, 06 Nov 1994 08:49:36 GMT";

Response page() {
  return Response::text("0123456789")
      .header("ETag", R"("1")")
      .header("Last-Modified", same)
      .header("Cache-Control", "max-age=60")
      .header("Content-Language", "en")
      .header("Content-Location", "/page.en")
      .header("Set-Cookie", "a=b")
      .header("Accept-Ranges", "bytes");
}

Response finished(Response response, const Fields& asked, Method method = Method::get) {
  Request request(method, "/page");
  for (const Field field : asked) request.fields().add(field.name, field.value);
  finishResponse(request, response, now);
  return response;
}

std::string told(const Response& response) {
  return std::to_string(code(response.status())) + ' ' + response.body();
}

std::string names(const Response& response) {
  std::string all;
  for (const Field field : response.fields()) all.append(all.empty() ? "" : " ").append(field.name);
  return all;
}

struct Row {
  const char* name;
  Fields asked;
  std::string answer;
};
class FinishedResponse : public testing::TestWithParam<Row> {};

TEST_P(FinishedResponse, IsWhatWasAskedFor) {
  EXPECT_EQ(told(finished(page(), GetParam().asked)), GetParam().answer);
}

INSTANTIATE_TEST_SUITE_P(
    Rfc9110, FinishedResponse,
    testing::Values(
        Row{"Nothing", {}, "200 0123456789"}, Row{"OtherFields", {{"Accept", "*/*"}}, "200 0123456789"},
        Row{"SameTag", {{"If-None-Match", R"("1")"}}, "304 "},
        Row{"SameWeakTag", {{"If-None-Match", R"(W/"1")"}}, "304 "},
        Row{"OtherTag", {{"If-None-Match", R"("2")"}}, "200 0123456789"},
        Row{"AnyTag", {{"If-None-Match", "*"}}, "304 "}, Row{"SameDate", {{"If-Modified-Since", same}}, "304 "},
        Row{"EarlierDate", {{"If-Modified-Since", before}}, "200 0123456789"},
        Row{"TagBeforeDate", {{"If-None-Match", R"("2")"}, {"If-Modified-Since", same}}, "200 0123456789"},
        Row{"Match", {{"If-Match", R"("1")"}}, "200 0123456789"}, Row{"NoMatch", {{"If-Match", R"("2")"}}, "412 "},
        Row{"WeakMatch", {{"If-Match", R"(W/"1")"}}, "412 "},
        Row{"UnmodifiedSince", {{"If-Unmodified-Since", same}}, "200 0123456789"},
        Row{"ModifiedSince", {{"If-Unmodified-Since", before}}, "412 "},
        Row{"Range", {{"Range", "bytes=2-4"}}, "206 234"}, Row{"FirstByte", {{"Range", "bytes=0-0"}}, "206 0"},
        Row{"LastByte", {{"Range", "bytes=9-"}}, "206 9"}, Row{"Suffix", {{"Range", "bytes=-3"}}, "206 789"},
        Row{"AllOfIt", {{"Range", "bytes=0-"}}, "206 0123456789"},
        Row{"BehindTheEnd", {{"Range", "bytes=10-"}}, "416 "},
        Row{"OtherUnit", {{"Range", "lines=1-2"}}, "200 0123456789"},
        Row{"Malformed", {{"Range", "bytes=4-2"}}, "200 0123456789"},
        Row{"RangeOfSameTag", {{"Range", "bytes=2-4"}, {"If-Range", R"("1")"}}, "206 234"},
        Row{"RangeOfOtherTag", {{"Range", "bytes=2-4"}, {"If-Range", R"("2")"}}, "200 0123456789"},
        Row{"RangeOfSameDate", {{"Range", "bytes=2-4"}, {"If-Range", same}}, "206 234"},
        Row{"RangeOfOtherDate", {{"Range", "bytes=2-4"}, {"If-Range", before}}, "200 0123456789"},
        Row{"RangeOfWhatIsKnown", {{"Range", "bytes=2-4"}, {"If-None-Match", R"("1")"}}, "304 "}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(FinishedResponses, KeepWhatACacheNeeds) {
  EXPECT_EQ(names(finished(page(), {{"If-None-Match", R"("1")"}})), "ETag Cache-Control Content-Location Set-Cookie");
  Response undated = page();
  undated.fields().remove("ETag");
  EXPECT_EQ(names(finished(std::move(undated), {{"If-Modified-Since", same}})),
            "Last-Modified Cache-Control Content-Location Set-Cookie");
}

TEST(FinishedResponses, ThatRefuseAreKeptByNobody) {
  EXPECT_EQ(names(finished(page(), {{"If-Match", R"("2")"}})), "Set-Cookie");
  const Response behind = finished(page(), {{"Range", "bytes=10-"}});
  EXPECT_EQ(names(behind), "Set-Cookie Content-Range");
  EXPECT_EQ(behind.header("Content-Range"), "bytes */10");
}

TEST(FinishedResponses, SayWhichPartTheyAre) {
  const Response part = finished(page(), {{"Range", "bytes=2-4"}});
  EXPECT_EQ(part.header("Content-Range"), "bytes 2-4/10");
  EXPECT_EQ(part.header("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(part.header("ETag"), R"("1")");
}

TEST(FinishedResponses, OfSeveralPartsAreMultipart) {
  const Response parts = finished(page(), {{"Range", "bytes=0-1, -2"}});
  ASSERT_EQ(parts.status(), Status::partialContent);
  EXPECT_FALSE(parts.header("Content-Range"));
  const std::string type(parts.header("Content-Type").value_or(""));
  const std::string begin = "multipart/byteranges; boundary=\"";
  ASSERT_TRUE(type.starts_with(begin)) << type;
  const std::string line = "\r\n--" + type.substr(begin.size(), type.size() - begin.size() - 1);
  const std::string head = "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes ";
  EXPECT_EQ(parts.body(), line + head + "0-1/10\r\n\r\n01" + line + head + "8-9/10\r\n\r\n89" + line + "--\r\n");
}

TEST(FinishedResponses, AreLeftAloneUnlessTheyAreWholeAnswersToReaders) {
  for (const Method method : {Method::post, Method::put, Method::del, Method::options})
    EXPECT_EQ(told(finished(page(), {{"If-None-Match", R"("1")"}}, method)), "200 0123456789");
  for (const Status status : {Status::created, Status::notFound, Status::partialContent})
    EXPECT_EQ(finished(page().status(status), {{"If-None-Match", R"("1")"}}).status(), status);
}

TEST(FinishedResponses, ToHeadHaveConditionsButNoRanges) {
  EXPECT_EQ(told(finished(page(), {{"If-None-Match", R"("1")"}}, Method::head)), "304 ");
  EXPECT_EQ(told(finished(page(), {{"Range", "bytes=2-4"}}, Method::head)), "200 0123456789");
}

TEST(FinishedResponses, HaveNoConditionsWithoutAValidator) {
  for (const auto& [name, value] :
       {std::pair("If-None-Match", "*"), {"If-None-Match", R"("1")"}, {"If-Match", R"("1")"}})
    EXPECT_EQ(told(finished(Response::text("x").header("Accept-Ranges", "bytes"), {{name, value}})), "200 x");
  EXPECT_EQ(told(finished(Response::text("x").header("ETag", "1"), {{"If-None-Match", "1"}})), "200 x");
}

TEST(FinishedResponses, HaveNoRangesUnlessTheySaySo) {
  for (const char* const accepts : {"none", "lines"})
    EXPECT_EQ(told(finished(page().header("Accept-Ranges", accepts), {{"Range", "bytes=2-4"}})), "200 0123456789");
  const Response plain = finished(Response::text("abc").header("Accept-Ranges", "bytes"), {{"Range", "bytes=1-"}});
  EXPECT_EQ(told(plain), "206 bc");
  EXPECT_EQ(told(finished(Response::text("abc").header("Accept-Ranges", "bytes"),
                          {{"Range", "bytes=1-"}, {"If-Range", R"("1")"}})),
            "200 abc");
}

// ---- Bodies that are made while they are sent

class NotedBody final : public http::StreamedBody {
public:
  explicit NotedBody(std::optional<std::uint64_t> size, std::string text = {})
      : StreamedBody(size), text_(std::move(text)) {}
  std::shared_ptr<StreamedBody> cut(std::vector<http::BodyPart> parts) override {
    std::string text;
    for (const http::BodyPart& part : parts)
      text += '[' + std::to_string(part.range.first) + '+' + std::to_string(part.range.size) + ']';
    const std::uint64_t size = http::sizeOf(parts);
    return std::make_shared<NotedBody>(size, text);
  }
  std::string text_;
};

Response streaming(std::shared_ptr<http::StreamedBody> body) {
  Response response;
  response.header("Accept-Ranges", "bytes").header("ETag", R"("1")").body(std::move(body));
  return response;
}

TEST(FinishedResponses, HaveStreamsCut) {
  const Response one = finished(streaming(std::make_shared<NotedBody>(10)), {{"Range", "bytes=2-4"}});
  EXPECT_EQ(one.status(), Status::partialContent);
  EXPECT_EQ(one.stream()->size(), 3U);
  EXPECT_EQ(static_cast<const NotedBody&>(*one.stream()).text_, "[2+3]");
  const Response two = finished(streaming(std::make_shared<NotedBody>(10)), {{"Range", "bytes=-1,0-1"}});
  EXPECT_EQ(static_cast<const NotedBody&>(*two.stream()).text_, "[9+1][0+2][0+0]");
}

TEST(FinishedResponses, SendStreamsWholeThatCannotBeCut) {
  for (const std::optional<std::uint64_t> size : {std::optional<std::uint64_t>(10), {}}) {
    const auto body = std::make_shared<http::StreamedBody>(size);
    for (const char* const range : {"bytes=2-4", "bytes=0-1,3-4"}) {
      const Response whole = finished(streaming(body), {{"Range", range}});
      EXPECT_EQ(whole.status(), Status::ok);
      EXPECT_EQ(whole.stream(), body);
      EXPECT_FALSE(whole.header("Content-Range"));
    }
  }
  EXPECT_EQ(finished(streaming(std::make_shared<NotedBody>(std::nullopt)), {{"Range", "bytes=2-4"}}).status(),
            Status::ok);
}

TEST(FinishedResponses, DropStreamsThatAreKnown) {
  const Response known = finished(streaming(std::make_shared<NotedBody>(10)), {{"If-None-Match", R"("1")"}});
  EXPECT_EQ(known.status(), Status::notModified);
  EXPECT_EQ(known.stream(), nullptr);
}

}  // namespace
}  // namespace serinus
