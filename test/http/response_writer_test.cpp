#include <serinus/http/http_exception.hpp>
#include <serinus/http/response_writer.hpp>

#include "support/strict_response.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace serinus::http {
namespace {

using test::StrictResponse;

std::string written(const Response& response, const ResponseFraming& framing = {}) {
  std::string out;
  writeResponse(out, response, framing);
  return out;
}

TEST(AWrittenResponse, IsExactlyThis) {
  EXPECT_EQ(written(Response::text("sent").header("X-Run", "7"), {.date = "Sun, 06 Nov 1994 08:49:37 GMT"}),
            "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: text/plain; charset=utf-8\r\n"
            "X-Run: 7\r\nContent-Length: 4\r\n\r\nsent");
}

struct Framed {
  std::string name;
  Response response;
  ResponseFraming framing;
  std::optional<std::string> length;
  std::optional<std::string> connection;
  std::string body;
};

class TheFraming : public testing::TestWithParam<Framed> {};

TEST_P(TheFraming, IsReadBackByAStrictReader) {
  const Framed& row = GetParam();
  const std::string wire = "before" + written(row.response, row.framing) + "behind";
  std::string_view rest = std::string_view(wire).substr(6);
  const StrictResponse read(rest, row.framing.method);
  EXPECT_EQ(rest, "behind");
  EXPECT_EQ(read.status(), code(row.response.status()));
  EXPECT_EQ(read.field("Content-Length"), row.length);
  EXPECT_EQ(read.field("Connection"), row.connection);
  EXPECT_EQ(read.field("Transfer-Encoding"), std::nullopt);
  EXPECT_EQ(read.body(), row.body);
}

TEST_P(TheFraming, LeavesTheBodyToTheCallerOfWriteHead) {
  const Framed& row = GetParam();
  std::string head;
  const bool bodyFollows = writeHead(head, row.response, row.framing);
  EXPECT_EQ(bodyFollows, !row.body.empty());
  EXPECT_EQ(head + row.body, written(row.response, row.framing));
}

const auto none = std::nullopt;

INSTANTIATE_TEST_SUITE_P(
    OfWholeResponses, TheFraming,
    testing::Values(
        Framed{"Plain", Response::text("abc"), {}, "3", none, "abc"},
        Framed{"EmptyBody", Response::text(""), {}, "0", none, ""},
        Framed{"Large", Response::text(std::string(70'000, 'x')), {}, "70000", none, std::string(70'000, 'x')},
        Framed{"Close", Response::text("a"), {.keepAlive = false}, "1", "close", "a"},
        Framed{"CloseAskedByTheResponse", Response::text("a").close(), {}, "1", "close", "a"},
        Framed{"KeepAliveIn10", Response::text("a"), {.minorVersion = 0}, "1", "keep-alive", "a"},
        Framed{"CloseIn10", Response::text("a"), {.minorVersion = 0, .keepAlive = false}, "1", "close", "a"},
        Framed{"Head", Response::text("abc"), {.method = Method::head}, "3", none, ""},
        Framed{"NoContent", Response::empty(), {}, none, none, ""},
        Framed{"NoContentWithABody", Response::empty().body("x"), {}, none, none, ""},
        Framed{"NotModifiedWithABody", Response::empty(Status::notModified).body("x"), {}, none, none, ""},
        Framed{"ResetContentWithABody", Response::empty(Status::resetContent).body("x"), {}, "0", none, ""},
        Framed{"OwnFramingFields",
               Response::text("abc")
                   .header("content-length", "9")
                   .header("Transfer-Encoding", "chunked")
                   .header("CONNECTION", "close")
                   .header("Keep-Alive", "timeout=5"),
               {},
               "3",
               none,
               "abc"},
        Framed{"SwitchingProtocols",
               Response::empty(Status::switchingProtocols).header("Upgrade", "websocket"),
               {},
               none,
               "Upgrade",
               ""},
        Framed{"UpgradeRequired",
               Response::empty(Status::upgradeRequired).header("Upgrade", "websocket"),
               {},
               "0",
               "Upgrade",
               ""},
        Framed{"UpgradeRequiredAndClose",
               Response::empty(Status::upgradeRequired).header("Upgrade", "websocket").close(),
               {},
               "0",
               "Upgrade, close",
               ""},
        Framed{"OddStatus", Response::text("a").status(static_cast<Status>(299)), {}, "1", none, "a"}),
    [](const auto& row) { return row.param.name; });

TEST(AWrittenResponse, HasOneDateAndItIsOurs) {
  const std::string wire = written(Response::text("").header("Date", "never"), {.date = "now"});
  std::string_view rest = wire;
  EXPECT_EQ(StrictResponse(rest, Method::get).field("Date"), "now");
}

TEST(Trailers, AreSentToThoseWhoTakeThemAlone) {
  Response response = Response::empty(Status::ok).header("Trailer", "Lie");
  response.body(std::make_shared<StreamedBody>(7));
  response.trailers({"Digest", "Server-Timing"}, [] { return Fields{{"Digest", "x"}}; });
  struct Row {
    ResponseFraming framing;
    StreamCoding coding;
    std::optional<std::string> trailer;
    std::optional<std::string> length;
  };
  const std::string names = "Digest, Server-Timing";
  for (const auto& [framing, coding, trailer, length] : {
           Row{{.takesTrailers = true}, StreamCoding::trailed, names, none},
           Row{{}, StreamCoding::counted, none, "7"},
           Row{{.minorVersion = 0, .keepAlive = false, .takesTrailers = true}, StreamCoding::counted, none, "7"},
           Row{{.method = Method::head, .takesTrailers = true}, StreamCoding::none, names, none},
       }) {
    std::string wire;
    ASSERT_EQ(writeStreamHead(wire, response, framing), coding);
    if (coding == StreamCoding::trailed) {
      appendChunk(wire, "some");
      appendLastChunk(wire, makeTrailers(*response.trailers()));
    }
    if (coding == StreamCoding::counted) wire += "1234567";
    std::string_view rest = wire;
    const StrictResponse read(rest, framing.method);
    EXPECT_EQ(rest, "");
    EXPECT_EQ(read.field("Trailer"), trailer);
    EXPECT_EQ(read.field("Content-Length"), length);
    EXPECT_EQ(read.trailers(), coding == StreamCoding::trailed ? "Digest: x\n" : "");
  }
}

TEST(Trailers, AreThoseThatWereAnnounced) {
  EXPECT_THROW(static_cast<void>(makeTrailers({{"Digest"}, [] { return Fields{{"Other", "x"}}; }})), std::logic_error);
  EXPECT_EQ(makeTrailers({{"Digest"}, [] { return Fields{{"digest", "1"}, {"DIGEST", "2"}}; }}).size(), 2U);
  EXPECT_TRUE(makeTrailers({{"Digest"}, [] { return Fields(); }}).empty());
}

struct Streamed {
  ResponseFraming framing;
  Status status;
  StreamCoding coding;
  std::optional<std::string> connection;
};

TEST(AStream, TellsItsEndInTheWayThatItsClientKnows) {
  for (const auto& [framing, status, coding, connection] : {
           Streamed{{}, Status::ok, StreamCoding::chunked, none},
           Streamed{{.keepAlive = false}, Status::ok, StreamCoding::chunked, "close"},
           Streamed{{.minorVersion = 0}, Status::ok, StreamCoding::close, "close"},
           Streamed{{.method = Method::head}, Status::ok, StreamCoding::none, none},
           Streamed{{.method = Method::head, .minorVersion = 0}, Status::ok, StreamCoding::none, "keep-alive"},
           Streamed{{}, Status::noContent, StreamCoding::none, none},
           Streamed{{}, Status::resetContent, StreamCoding::none, none},
       }) {
    std::string wire;
    ASSERT_EQ(writeStreamHead(wire, Response::empty(status).header("Content-Length", "3"), framing), coding);
    if (coding == StreamCoding::chunked) {
      appendChunk(wire, "hello ");
      appendChunk(wire, "");
      appendChunk(wire, std::string(300, 'x'));
      appendLastChunk(wire);
    } else if (coding == StreamCoding::close) {
      wire += "hello " + std::string(300, 'x');
    }
    std::string_view rest = wire;
    const StrictResponse read(rest, framing.method);
    EXPECT_EQ(rest, "");
    EXPECT_EQ(read.field("Connection"), connection);
    EXPECT_EQ(read.body(), coding == StreamCoding::none ? "" : "hello " + std::string(300, 'x'));
  }
}

TEST(AChunk, MayBeSentFromWhereItLies) {
  std::string whole;
  appendChunk(whole, "0123456789abcdef");
  std::string pieces;
  appendChunkHead(pieces, 16);
  EXPECT_EQ(whole, pieces + "0123456789abcdef\r\n");
  EXPECT_EQ(pieces, "10\r\n");
}

TEST(TheInterimResponse, AsksForTheBody) {
  std::string out;
  writeContinue(out);
  EXPECT_EQ(out, "HTTP/1.1 100 Continue\r\n\r\n");
}

// H14: for every public setter and every control byte, either the setter refuses or the head keeps its lines.
struct Setter {
  std::string_view name;
  std::function<Response(const std::string&)> use;
  std::size_t fields;  // on the wire, when it is taken
};

const std::vector<Setter>& setters() {
  static const std::vector<Setter> all{
      {"header name", [](const std::string& s) { return Response().header(s, "v"); }, 2},
      {"header value", [](const std::string& s) { return Response().header("X", s); }, 2},
      {"addHeader name", [](const std::string& s) { return Response().addHeader(s, "v"); }, 2},
      {"addHeader value", [](const std::string& s) { return Response().addHeader("X", s); }, 2},
      {"fields add",
       [](const std::string& s) {
         Response r;
         r.fields().add("X", s);
         return r;
       },
       2},
      {"fields set",
       [](const std::string& s) {
         Response r;
         r.fields().set("X", s);
         return r;
       },
       2},
      {"fields list",
       [](const std::string& s) {
         Response r;
         r.fields() = Fields{{"X", s}};
         return r;
       },
       2},
      {"reason", [](const std::string& s) { return Response().reason(s); }, 1},
      {"body", [](const std::string& s) { return Response().body(s); }, 1},
      {"text", [](const std::string& s) { return Response::text(s); }, 2},
      {"json", [](const std::string& s) { return Response::json(s); }, 2},
      {"html", [](const std::string& s) { return Response::html(s); }, 2},
      {"media type", [](const std::string& s) { return Response::bytes("b", s); }, 2},
      {"media type of bytes", [](const std::string& s) { return Response::bytes(asBytes("b"), s); }, 2},
      {"location", [](const std::string& s) { return Response::redirect(s); }, 2},
      {"cookie name", [](const std::string& s) { return Response().cookie(SetCookie(s, "v")); }, 2},
      {"cookie value", [](const std::string& s) { return Response().cookie(SetCookie("n", s)); }, 2},
      {"cookie path", [](const std::string& s) { return Response().cookie(SetCookie("n", "v").path(s)); }, 2},
      {"cookie domain", [](const std::string& s) { return Response().cookie(SetCookie("n", "v").domain(s)); }, 2},
      {"cookie removal", [](const std::string& s) { return Response().cookie(SetCookie::removal(s)); }, 2},
      {"error message", [](const std::string& s) { return errorResponse(Status::gone, s, s); }, 2},
      {"exception message", [](const std::string& s) { return NotFoundException(s).response(s); }, 2},
      {"exception field", [](const std::string& s) { return NotFoundException().header("X", s).response(); }, 3},
  };
  return all;
}

TEST(NoSetter, LetsAControlByteForgeALine) {
  for (const Setter& setter : setters()) {
    for (int byte = 0; byte <= 0x20; ++byte) {
      const char c = byte == 0x20 ? '\x7F' : static_cast<char>(byte);
      for (const std::string& hostile :
           {std::string{'a', c, 'b'}, std::string{c}, "a" + std::string(1, c) + "\nX: y"}) {
        std::string wire;
        try {
          wire = written(setter.use(hostile));
        } catch (const InvalidFieldError&) {
          continue;
        }
        std::string_view rest = wire;
        EXPECT_EQ(StrictResponse(rest, Method::get).fieldCount(), setter.fields) << setter.name << " " << byte;
        EXPECT_EQ(rest, "") << setter.name << " " << byte;
      }
    }
  }
}

}  // namespace
}  // namespace serinus::http
