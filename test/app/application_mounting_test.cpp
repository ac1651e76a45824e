#include "applications.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

using namespace serinus;

// Named as messages shall name them: outside any namespace of ours.
namespace {

using Faults = std::vector<std::string>;
using test::faultsOf;
using test::onLoopback;

template <int Port = 0>
struct Gateway : WebSocketGateway {
  explicit Gateway(std::string path) : WebSocketGateway({.path = std::move(path), .port = Port}) {}
  Task<> onMessage(WsMessage, WebSocketContext&) override { return {}; }
};
struct GatewayX : Gateway<> {
  GatewayX() : Gateway("/a/:x") {}
};
struct GatewayY : Gateway<> {
  GatewayY() : Gateway("a/<y>/") {}
};
struct GatewayLobby : Gateway<> {
  GatewayLobby() : Gateway("/a/lobby") {}
};
struct BadGateway : Gateway<> {
  BadGateway() : Gateway("/a//b") {}
};

template <class... Gateways>
struct GatewayModule : Module {
  GatewayModule() {
    imports<WsModule>();
    providers<Gateways...>();
  }
};
struct Same : GatewayModule<GatewayX, GatewayY> {};
struct SameBackwards : GatewayModule<GatewayY, GatewayX> {};
struct Different : GatewayModule<GatewayX, GatewayLobby> {};
struct DifferentBackwards : GatewayModule<GatewayLobby, GatewayX> {};
struct Unreadable : GatewayModule<BadGateway, GatewayLobby> {};

// ---- Gateways

TEST(GatewayPaths, AreComparedAsPatternsWhicheverCameFirst) {
  EXPECT_EQ(faultsOf<Same>(),
            Faults{"/a/<y> (GatewayY of Same) and /a/:x (GatewayX of Same) are the same path for gateways on the "
                   "application's port: give one of them another path or port"});
  EXPECT_EQ(faultsOf<SameBackwards>(),
            Faults{"/a/:x (GatewayX of SameBackwards) and /a/<y> (GatewayY of SameBackwards) are the same path for "
                   "gateways on the application's port: give one of them another path or port"});
  EXPECT_EQ(faultsOf<Different>(), Faults{});
  EXPECT_EQ(faultsOf<DifferentBackwards>(), Faults{});
}

TEST(GatewayPaths, AreNamedWithTheirClassWhenTheyCannotBeRead) {
  EXPECT_EQ(faultsOf<Unreadable>(),
            Faults{"BadGateway of Unreadable: path pattern \"/a//b\", at \"\": has an empty part: write one slash"});
}

// Ports are asked for when the start has nothing else against it, so these never open one.
struct OnPortX : Gateway<4001> {
  OnPortX() : Gateway("/a/:x") {}
};
struct OnPortY : Gateway<4001> {
  OnPortY() : Gateway("/a/:y") {}
};
struct OnOtherPortX : Gateway<4002> {
  OnOtherPortX() : Gateway("/a/:x") {}
};
struct ManyPorts : GatewayModule<GatewayX, OnPortX, OnOtherPortX, OnPortY, GatewayY> {};

TEST(GatewayPaths, OfDifferentPortsAreNotCompared) {
  EXPECT_EQ(faultsOf<ManyPorts>(),
            (Faults{"/a/:y (OnPortY of ManyPorts) and /a/:x (OnPortX of ManyPorts) are the same path for gateways on "
                    "port 4001: give one of them another path or port",
                    "/a/<y> (GatewayY of ManyPorts) and /a/:x (GatewayX of ManyPorts) are the same path for gateways "
                    "on the application's port: give one of them another path or port"}));
}

TEST(GatewayPaths, OfTheApplicationsOwnPortAreComparedWhetherItIsNamedOrNot) {
  ApplicationOptions options = onLoopback();
  options.port = 4001;
  EXPECT_EQ(faultsOf<ManyPorts>(options),
            (Faults{"/a/:x (OnPortX of ManyPorts) and /a/:x (GatewayX of ManyPorts) are the same path for gateways on "
                    "port 4001: give one of them another path or port",
                    "/a/:y (OnPortY of ManyPorts) and /a/:x (GatewayX of ManyPorts) are the same path for gateways on "
                    "port 4001: give one of them another path or port",
                    "/a/<y> (GatewayY of ManyPorts) and /a/:x (GatewayX of ManyPorts) are the same path for gateways "
                    "on port 4001: give one of them another path or port"}));
}

// ---- Routes

Response nothing(RequestContext&) {
  return Response();
}
SseStream noEvents(SseContext&) {
  co_return;
}

struct UserController : Controller {
  UserController() : Controller("/users") {
    on(Route::get("/:id"), nothing);
    on(Route::post("/:id"), nothing);
  }
};
struct PersonController : Controller {
  PersonController() { on(Route::get("users/<name>/"), nothing); }
};
struct MeController : SseController {
  MeController() : SseController("/users/") {
    on(Route::get("/me"), nothing);
    onSse(Route::get("/:who"), noEvents);
    on(Route::all("/:id"), nothing);
  }
};
struct AdminModule : Module {
  AdminModule() { controllers<UserController>(); }
};
struct ManyUsers : Module {
  ManyUsers() {
    imports<AdminModule, SseModule>();
    controllers<UserController, PersonController, MeController>();
  }
};

TEST(Routes, AreComparedAsPatternsAndBothPlacesAreNamed) {
  EXPECT_EQ(
      faultsOf<ManyUsers>(),
      (Faults{
          "GET /users/:id (UserController of ManyUsers) and GET /users/:id (UserController of AdminModule) are the "
          "same route: give one of them another path or method",
          "POST /users/:id (UserController of ManyUsers) and POST /users/:id (UserController of AdminModule) are the "
          "same route: give one of them another path or method",
          "GET /users/<name> (PersonController of ManyUsers) and GET /users/:id (UserController of AdminModule) are "
          "the same route: give one of them another path or method",
          "GET /users/:who (MeController of ManyUsers) and GET /users/:id (UserController of AdminModule) are the same "
          "route: give one of them another path or method"}));
}

struct PrefixModule : Module {
  PrefixModule() { controllers<UserController>(); }
};
TEST(Routes, AreNamedWithTheirClassWhenThePrefixCannotBeRead) {
  ApplicationOptions options = onLoopback();
  options.globalPrefix = "/**";
  EXPECT_EQ(faultsOf<PrefixModule>(options),
            (Faults{"UserController of PrefixModule: path pattern \"/**/users/:id\", at \"**\": `**` takes all that is "
                    "left, so it can only be the last part; `*` stands for one part",
                    "UserController of PrefixModule: path pattern \"/**/users/:id\", at \"**\": `**` takes all that is "
                    "left, so it can only be the last part; `*` stands for one part"}));
}

// A browser asks for the page, a script upgrades.
struct PageController : Controller {
  PageController() {
    on(Route::get("/a/:x"), [](RequestContext&) { return Response::text("a page"); });
  }
};
struct PageAndGateway : Module {
  PageAndGateway() {
    imports<WsModule>();
    controllers<PageController>();
    providers<GatewayX>();
  }
};
TEST(Routes, MayHaveThePathOfAGateway) {
  auto app = Application::create<PageAndGateway>(onLoopback());
  app.start();
  EXPECT_TRUE(test::get(app.port(), "/a/1").ends_with("a page"));
  test::RawClient client(app.port());
  EXPECT_EQ(test::upgrade(client, "/a/1"), "HTTP/1.1 101 Switching Protocols");
}

// ---- Event streams

struct PrefixedController : SseController {
  PrefixedController() : SseController("/news") {
    onSse(Route::get("/stream"), [](SseContext&) -> SseStream { co_yield "one"; });
    on(Route::get("/page"), [](RequestContext&) { return Response::text("page"); });
  }
};
struct NewsModule : Module {
  NewsModule() {
    imports(SseModule({.closeWhenDone = true}));
    controllers<PrefixedController>();
  }
};
TEST(Streams, StandBelowPrefixAndControllerLikeEveryRoute) {
  ApplicationOptions options = onLoopback();
  options.globalPrefix = "api/";
  auto app = Application::create<NewsModule>(options);
  app.start();
  EXPECT_NE(test::get(app.port(), "/api/news/stream").find("data: one\n\n"), std::string::npos);
  EXPECT_TRUE(test::get(app.port(), "/api/news/page").ends_with("page"));
  for (const char* path : {"/stream", "/news/stream", "/api/stream", "/news/page"})
    EXPECT_TRUE(test::get(app.port(), path).starts_with("HTTP/1.1 404 ")) << path;
}

struct PostedStream : SseController {
  PostedStream() { onSse(Route::post("/x"), noEvents); }
};
struct AnyStream : SseController {
  AnyStream() { onSse(Route::all("/x"), noEvents); }
};
struct StreamOverRoute : SseController {
  StreamOverRoute() {
    on(Route::get("/x/:a"), nothing);
    onSse(Route::get("x/<b>"), noEvents);
  }
};
struct RouteOverStream : SseController {
  RouteOverStream() {
    onSse(Route::get("/x"), noEvents);
    on(Route::get("/x/"), nothing);
  }
};
struct StreamOverStream : SseController {
  StreamOverStream() {
    onSse(Route::get("/x"), noEvents);
    onSse(Route::get("/x"), noEvents);
  }
};
struct RouteOverRoute : Controller {
  RouteOverRoute() {
    on(Route::put("/x"), nothing);
    on(Route::put("/x"), nothing);
  }
};
struct Fine : SseController {
  Fine() : SseController("/fine") {
    onSse(Route::get("/x"), noEvents);
    on(Route::post("/x"), nothing);
    on(Route::head("/x"), nothing);
    on(Route::all("/x"), nothing);
  }
};
struct Clumsy : Module {
  Clumsy() {
    imports<SseModule, AdminModule>();
    controllers<PostedStream, AnyStream, StreamOverRoute, Fine, RouteOverStream, StreamOverStream, RouteOverRoute,
                PersonController>();
  }
};
// What a constructor refuses, and what is wrong with the paths of the others, is one error.
TEST(Streams, AreReadWithGetAndClaimTheirPathAlone) {
  EXPECT_EQ(
      faultsOf<Clumsy>(),
      (Faults{
          "PostedStream of Clumsy could not be made: onSse(POST /x): an EventSource reads with GET; write "
          "Route::get(\"/x\"), or onStream for clients that read with fetch",
          "AnyStream of Clumsy could not be made: onSse(ALL /x): an EventSource reads with GET; write "
          "Route::get(\"/x\"), or onStream for clients that read with fetch",
          "StreamOverRoute of Clumsy could not be made: GET x/<b> is served already by this controller, as GET /x/:a: "
          "give one of them another path or method",
          "RouteOverStream of Clumsy could not be made: GET /x/ is served already by this controller, as GET /x: give "
          "one of them another path or method",
          "StreamOverStream of Clumsy could not be made: GET /x is served already by this controller, as GET /x: give "
          "one of them another path or method",
          "RouteOverRoute of Clumsy could not be made: PUT /x is served already by this controller, as PUT /x: give "
          "one of them another path or method",
          "GET /users/<name> (PersonController of Clumsy) and GET /users/:id (UserController of AdminModule) are the "
          "same route: give one of them another path or method"}));
}

}  // namespace
