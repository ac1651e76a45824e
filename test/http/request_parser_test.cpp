#include <serinus/http/request_parser.hpp>

#include "parser_dialogue.hpp"

#include <gtest/gtest.h>

namespace serinus::http {
namespace {

struct Row {
  std::string name;
  std::string input;
  std::string dialogue;
};

std::string nameOf(const testing::TestParamInfo<Row>& row) {
  return row.param.name;
}

/// The dialogue of a fault is compared up to its status: the sentence may be llhttp's.
std::string withoutReason(const std::string& dialogue) {
  const std::size_t fault = dialogue.find('!');
  return fault == std::string::npos ? dialogue : dialogue.substr(0, fault + 4);
}

class AnAcceptedRequest : public testing::TestWithParam<Row> {};

TEST_P(AnAcceptedRequest, IsReadTheSameHoweverItIsCut) {
  const auto& [name, input, expected] = GetParam();
  EXPECT_EQ(whole(input).text(), expected);
  for (std::size_t at = 0; at <= input.size(); ++at) EXPECT_EQ(cutAt(input, at), expected) << at;
  for (const std::size_t size : {1U, 2U, 3U, 7U, 16U}) EXPECT_EQ(inPieces(input, size), expected) << size;
}

TEST_P(AnAcceptedRequest, EndsExactlyBeforeTheBytesBehindIt) {
  const auto& [name, input, expected] = GetParam();
  if (expected.find(" close") != std::string::npos || expected.find('>') != std::string::npos) return;
  const std::string both = input + "GET /next HTTP/1.1\r\nHost: n\r\n\r\n";
  const std::string dialogue = expected + "GET /next 1.1 {Host=n} none;.";
  for (std::size_t at = 0; at <= both.size(); ++at) EXPECT_EQ(cutAt(both, at), dialogue) << at;
}

const std::string chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
const std::string chunkedHead = "POST / 1.1 {Host=a|Transfer-Encoding=chunked} chunked;";

INSTANTIATE_TEST_SUITE_P(
    Heads, AnAcceptedRequest,
    testing::Values(
        Row{"Get", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / 1.1 {Host=a} none;."},
        Row{"Head", "HEAD /x?y=z HTTP/1.1\r\nHost: a:80\r\n\r\n", "HEAD /x?y=z 1.1 {Host=a:80} none;."},
        Row{"Put", "PUT / HTTP/1.1\r\nHost: a\r\n\r\n", "PUT / 1.1 {Host=a} none;."},
        Row{"Patch", "PATCH / HTTP/1.1\r\nHost: a\r\n\r\n", "PATCH / 1.1 {Host=a} none;."},
        Row{"Delete", "DELETE / HTTP/1.1\r\nHost: a\r\n\r\n", "DELETE / 1.1 {Host=a} none;."},
        Row{"OptionsOfTheServer", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS * 1.1 {Host=a} none;."},
        Row{"AbsoluteForm", "GET http://b:8080/c?d HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET http://b:8080/c?d 1.1 {Host=a} none;."},
        Row{"AbsoluteFormWithoutPath", "GET https://b HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET https://b 1.1 {Host=a} none;."},
        Row{"Http10WithoutHost", "GET / HTTP/1.0\r\n\r\n", "GET / 1.0 {} none close;."},
        Row{"Http10KeepAlive", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
            "GET / 1.0 {Connection=Keep-Alive} none;."},
        Row{"Close", "GET / HTTP/1.1\r\nHost: a\r\nConnection: x, CLOSE\r\n\r\n",
            "GET / 1.1 {Host=a|Connection=x, CLOSE} none close;."},
        Row{"NamesInAnyCase", "GET / HTTP/1.1\r\nhOST: a\r\nACCEPT: b\r\n\r\n", "GET / 1.1 {hOST=a|ACCEPT=b} none;."},
        Row{"EmptyValues", "GET / HTTP/1.1\r\nHost: a\r\nX:\r\nY: \t \r\nZ: z\r\n\r\n",
            "GET / 1.1 {Host=a|X=|Y=|Z=z} none;."},
        Row{"SpaceAroundValues", "GET / HTTP/1.1\r\nHost:a\r\nX: \t b  c\t \r\n\r\n",
            "GET / 1.1 {Host=a|X=b  c} none;."},
        Row{"HighBytesInAValue", "GET / HTTP/1.1\r\nHost: a\r\nX: \xC3\xA4\r\n\r\n",
            "GET / 1.1 {Host=a|X=\xC3\xA4} none;."},
        Row{"EmptyLinesBefore", "\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / 1.1 {Host=a} none;."},
        Row{"HostsOfAllKinds", "GET / HTTP/1.1\r\nHost: [::1]:3000\r\n\r\n", "GET / 1.1 {Host=[::1]:3000} none;."},
        Row{"Upgrade", "GET /e HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n",
            "GET /e 1.1 {Host=a|Connection=keep-alive, Upgrade|Upgrade=websocket} none upgrade;.>"},
        Row{"UpgradeWithBytesBehind",
            "GET /e HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x81\r\n\r",
            "GET /e 1.1 {Host=a|Connection=Upgrade|Upgrade=websocket} none upgrade;.>\x81\r\n\r"},
        Row{"UpgradeIn10IsNone", "GET /e HTTP/1.0\r\nConnection: upgrade, keep-alive\r\nUpgrade: websocket\r\n\r\n",
            "GET /e 1.0 {Connection=upgrade, keep-alive|Upgrade=websocket} none;."},
        Row{"TwoInOneRead", "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /1 1.1 {Host=a} none;.GET /2 1.1 {Host=a} none;."}),
    nameOf);

INSTANTIATE_TEST_SUITE_P(
    Bodies, AnAcceptedRequest,
    testing::Values(
        Row{"Fixed", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
            "POST / 1.1 {Host=a|Content-Length=5} 5;\"hello\"."},
        Row{"LengthZero", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
            "POST / 1.1 {Host=a|Content-Length=0} none;."},
        Row{"GetWithABody", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n\n",
            "GET / 1.1 {Host=a|Content-Length=1} 1;\"\n\"."},
        Row{"LengthIn10", "POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nok",
            "POST / 1.0 {Content-Length=2} 2 close;\"ok\"."},
        Row{"Expect", "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\nok",
            "POST / 1.1 {Host=a|Expect=100-Continue|Content-Length=2} 2 expect;\"ok\"."},
        Row{"ExpectWithoutABody", "GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n",
            "GET / 1.1 {Host=a|Expect=100-continue} none;."},
        Row{"ExpectIn10", "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx",
            "POST / 1.0 {Expect=100-continue|Content-Length=1} 1 close;\"x\"."},
        Row{"Chunked", chunked + "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", chunkedHead + "\"hello world\"."},
        Row{"ChunkedEmpty", chunked + "0\r\n\r\n", chunkedHead + "."},
        Row{"ChunkedWithLineEndsInside", chunked + "8\r\n\r\n0\r\n\r\n\r\r\n0\r\n\r\n",
            chunkedHead + "\"\r\n0\r\n\r\n\r\"."},
        Row{"ChunkSizesInAnyCase", chunked + "a\r\n0123456789\r\nA\r\n0123456789\r\n00\r\n\r\n",
            chunkedHead + "\"01234567890123456789\"."},
        Row{"ChunkExtensions", chunked + "2;a;c=\"d;e\"\r\nok\r\n0;e\r\n\r\n", chunkedHead + "\"ok\"."},
        Row{"Trailers", chunked + "2\r\nok\r\n0\r\nX: y\r\nDigest:  z z\t\r\nx:\r\n\r\n",
            chunkedHead + "\"ok\"[X=y|Digest=z z|x=]."},
        Row{"TrailersOfTheHead",
            chunked + "0\r\nCookie: a=b\r\nX-Forwarded-For: 192.0.2.7\r\nDigest: z\r\nCONTENT-type: text/html\r\n\r\n",
            chunkedHead + "[Digest=z]."},
        Row{"TrailersInARow", chunked + "0\r\nA: 1\r\n\r\n" + chunked + "0\r\n\r\n" + chunked + "0\r\nB: 2\r\n\r\n",
            chunkedHead + "[A=1]." + chunkedHead + "." + chunkedHead + "[B=2]."},
        Row{"CodingInAnyCase", "POST / HTTP/1.1\r\nHost: a\r\ntransfer-encoding: CHUNKED\r\n\r\n0\r\n\r\n",
            "POST / 1.1 {Host=a|transfer-encoding=CHUNKED} chunked;."},
        Row{"BodiesInARow",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\none" + chunked + "3\r\ntwo\r\n0\r\n\r\n",
            "POST / 1.1 {Host=a|Content-Length=3} 3;\"one\"." + chunkedHead + "\"two\"."}),
    nameOf);

class ARefusedRequest : public testing::TestWithParam<Row> {};

TEST_P(ARefusedRequest, IsRefusedWithTheSameWordsHoweverItIsCut) {
  const auto& [name, input, expected] = GetParam();
  const std::string dialogue = whole(input).text();
  EXPECT_EQ(withoutReason(dialogue), expected) << dialogue;
  for (std::size_t at = 0; at <= input.size(); ++at) EXPECT_EQ(cutAt(input, at), dialogue) << at;
  for (const std::size_t size : {1U, 2U, 3U, 7U}) EXPECT_EQ(inPieces(input, size), dialogue) << size;
}

TEST_P(ARefusedRequest, IsRefusedAsSoonAsItsBytesProveIt) {
  const auto& [name, input, expected] = GetParam();
  EXPECT_FALSE(whole(std::string_view(input).substr(0, input.size() - 1)).refused());
}

// Each row ends with the byte that proves the fault.
INSTANTIATE_TEST_SUITE_P(
    Lines, ARefusedRequest,
    testing::Values(
        Row{"UnknownMethod", "FO", "!501"}, Row{"UnknownLongerMethod", "GETX", "!501"},
        Row{"HalfAMethod", "GE ", "!501"}, Row{"LowerCaseMethod", "g", "!501"}, Row{"Noise", "\x16", "!400"},
        Row{"SpaceFirst", " ", "!400"}, Row{"TwoSpacesBeforeTheTarget", "GET  ", "!400"},
        Row{"TwoSpacesBehindTheTarget", "GET /  ", "!400"}, Row{"NoiseInAMethod", "PO\x01", "!400"},
        Row{"Trace", "TRACE / HTTP/1.1\r\n", "!405"}, Row{"Connect", "CONNECT a:1 HTTP/1.1\r\n", "!405"},
        Row{"KnownToLlhttpAlone", "PROPFIND / HTTP/1.1\r\n", "!501"},
        Row{"FiveEmptyLines", "\r\n\r\n\r\n\r\n\r", "!400"}, Row{"BareCrFirst", "\rG", "!400"},
        Row{"VersionOfOneDigit", "GET /\r\n", "!505"}, Row{"StarForGet", "GET * HTTP/1.1\r\n", "!400"},
        Row{"Ftp", "GET ftp://a/ HTTP/1.1\r\n", "!400"},
        Row{"UserInTheAuthority", "GET http://u@a/ HTTP/1.1\r\n", "!400"},
        Row{"NoHostInAbsoluteForm", "GET http:///x HTTP/1.1\r\n", "!400"},
        Row{"BrokenEscape", "GET /%4 HTTP/1.1\r\n", "!400"}, Row{"EscapedNul", "GET /a%00b HTTP/1.1\r\n", "!400"},
        Row{"Fragment", "GET /a#b HTTP/1.1\r\n", "!400"}, Row{"BareLf", "GET / HTTP/1.1\n", "!400"},
        Row{"Fold", "GET / HTTP/1.1\r\nHost: a\r\n\t", "!400"},
        Row{"CrInAValue", "GET / HTTP/1.1\r\nHost: a\r ", "!400"}, Row{"CrInAName", "GET / HTTP/1.1\r\nHo\r", "!400"}),
    nameOf);

INSTANTIATE_TEST_SUITE_P(
    Heads, ARefusedRequest,
    testing::Values(
        Row{"HostEmpty", "GET / HTTP/1.1\r\nHost:\r\n\r\n", "!400"},
        Row{"HostWithUser", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", "!400"},
        Row{"HostWithPath", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "!400"},
        Row{"HostWithPortTooLarge", "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n", "!400"},
        Row{"HostWithNoNumber", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", "!400"},
        Row{"HostWithOpenBracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", "!400"},
        Row{"TwoHostsIn10", "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", "!400"},
        Row{"TwoHostsInOne", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", "!400"},
        Row{"OtherCodingFirst", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "!400"},
        Row{"UpgradeChunked",
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\nTransfer-Encoding: chunked\r\n\r\n",
            "!400"}),
    nameOf);

INSTANTIATE_TEST_SUITE_P(Chunks, ARefusedRequest,
                         testing::Values(Row{"NoDigits", chunked + "\r", chunkedHead + "!400"},
                                         Row{"NoHexDigit", chunked + "g", chunkedHead + "!400"},
                                         Row{"CrAlone", chunked + "1\rx", chunkedHead + "!400"},
                                         Row{"LfAlone", chunked + "1\n", chunkedHead + "!400"},
                                         Row{"ControlInExtension", chunked + "1;\x01", chunkedHead + "!400"},
                                         Row{"NoEnd", chunked + "1\r\nab", chunkedHead + "!400"},
                                         Row{"EndWithoutCr", chunked + "1\r\na\n", chunkedHead + "!400"},
                                         Row{"EndWithoutLf", chunked + "1\r\na\r\r", chunkedHead + "!400"},
                                         Row{"TrailerLf", chunked + "0\r\n\n", chunkedHead + "!400"},
                                         Row{"TrailerFold", chunked + "0\r\nA: b\r\n ", chunkedHead + "!400"},
                                         Row{"TrailerLength", chunked + "0\r\nContent-LENGTH:", chunkedHead + "!400"},
                                         Row{"TrailerCoding",
                                             chunked + "0\r\nTransfer-Encoding:", chunkedHead + "!400"},
                                         Row{"TrailerHost", chunked + "0\r\nA: b\r\nHost:", chunkedHead + "!400"},
                                         Row{"TrailerWithoutName", chunked + "0\r\n:", chunkedHead + "!400"}),
                         nameOf);

TEST(AParser, IsIdleUntilAByteOfARequestComes) {
  RequestParser parser;
  EXPECT_TRUE(parser.idle());
  EXPECT_EQ(parser.parse("\r\n").consumed, 2U);
  EXPECT_TRUE(parser.idle());
  EXPECT_EQ(parser.parse("G").consumed, 1U);
  EXPECT_FALSE(parser.idle());
}

TEST(AParser, RepeatsTheEndUntilItIsReset) {
  const std::string_view request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  RequestParser parser;
  EXPECT_EQ(parser.parse(request).consumed, request.size());
  for (int i = 0; i < 3; ++i) {
    const RequestParser::Step step = parser.parse(request);
    EXPECT_EQ(step.consumed, 0U);
    EXPECT_TRUE(std::holds_alternative<MessageComplete>(step.event));
    EXPECT_FALSE(parser.idle());
  }
  parser.reset();
  EXPECT_TRUE(parser.idle());
  EXPECT_TRUE(std::holds_alternative<HeadComplete>(parser.parse(request).event));
}

TEST(AParser, GivesBodiesAsViewsIntoItsInput) {
  RequestParser parser;
  const std::string input = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
  const std::size_t head = parser.parse(input).consumed;
  const RequestParser::Step step = parser.parse(std::string_view(input).substr(head));
  EXPECT_EQ(std::get<BodyChunk>(step.event).data.data(), input.data() + head);
}

TEST(AParser, MayBeMovedInTheMiddleOfARequest) {
  RequestParser first;
  EXPECT_EQ(first.parse("GET /a HTTP/1.1\r\nHo").consumed, 19U);
  RequestParser second = std::move(first);
  EXPECT_TRUE(std::holds_alternative<HeadComplete>(second.parse("st: a\r\n\r\n").event));
  EXPECT_EQ(second.request().header("host"), "a");
}

TEST(AParser, GoesOnAfterItsRequestWasMovedAway) {
  const std::string_view input = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
  RequestParser parser;
  EXPECT_TRUE(std::holds_alternative<HeadComplete>(parser.parse(input).event));
  EXPECT_TRUE(std::holds_alternative<MessageComplete>(parser.parse("").event));
  const Request taken = std::move(parser.request());
  parser.reset();
  EXPECT_TRUE(std::holds_alternative<HeadComplete>(parser.parse(input).event));
  EXPECT_EQ(parser.request().target(), "/a");
  EXPECT_EQ(parser.request().fields().size(), 1U);
  EXPECT_EQ(taken.path(), "/a");
}

}  // namespace
}  // namespace serinus::http
