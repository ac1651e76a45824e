// Handlers that ask for what their route does not have.
#include <serinus/sse_module/sse_controller.hpp>

using namespace serinus;

struct Good : SseController {
  Good() {
    onSse(Route::get("/:id"), [](SseContext&, Path<int>, const Request&, const Context&) -> SseStream { co_return; });
    on(Route::get("/plain"), [](RequestContext&, Context&) {});
  }
};

// REFUSED: this handler takes the context of another kind of route
struct StreamAtRequest : SseController {
  StreamAtRequest() {
    on(Route::get("/"), [](SseContext&) {});
  }
};

// REFUSED: this handler takes the context of another kind of route
struct RequestAtStream : SseController {
  RequestAtStream() {
    onSse(Route::get("/"), [](RequestContext&) -> SseStream { co_return; });
  }
};

// REFUSED: an event stream begins when the body of its request is there: its handler takes Body or Form
struct StreamedBody : SseController {
  StreamedBody() {
    onStream(Route::post("/"), [](RequestBody) -> SseStream { co_return; });
  }
};

// REFUSED: the handler of an event stream returns an SseStream
struct AnotherResult : SseController {
  AnotherResult() {
    onSse(Route::get("/"), [](SseContext&) { return 7; });
  }
};

// REFUSED: a handler takes what comes from the request by value
struct ByReference : SseController {
  ByReference() {
    onSse(Route::get("/"), [](const Path<int>&) -> SseStream { co_return; });
  }
};
