#include <serinus/http/http_exception.hpp>
#include <serinus/pipeline/pipeline.hpp>

#include "support/loop_runner.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace serinus::pipeline {
namespace {

using Log = std::vector<std::string>;

/// Writes down every call of it; throws, waits or answers where it is told() to.
class Step : public Middleware, public Guard, public Hook, public Pipe, public ExceptionFilter {
public:
  Step(Log& log, std::string name) : log_(&log), name_(std::move(name)) {}

  std::string throwsAt;
  std::string answersAt;
  bool passes = true;
  bool handles = false;
  bool callsNext = true;

  Task<> use(ExecutionContext& context, Next next) override {
    note("middleware", context);
    if (callsNext) co_await next();
    log_->push_back(name_ + ".after");
  }
  Task<bool> canActivate(ExecutionContext& context) override {
    note("guard", context);
    co_return passes;
  }
  Task<> onRequest(ExecutionContext& context) override { return waited("onRequest", context); }
  Task<> beforeHandle(ExecutionContext& context) override { return waited("beforeHandle", context); }
  Task<> afterHandle(ExecutionContext& context) override { return waited("afterHandle", context); }
  Task<> onResponse(ExecutionContext& context) override { return waited("onResponse", context); }
  Task<> transform(ExecutionContext& context) override { return waited("pipe", context); }
  Task<bool> onException(ExecutionContext& context, std::exception_ptr) override {
    note("filter", context);
    co_return handles;
  }

private:
  Task<> waited(std::string what, ExecutionContext& context) {
    co_await sleep(Duration::zero());
    note(what, context);
  }
  void note(const std::string& what, ExecutionContext& context) {
    log_->push_back(name_ + '.' + what);
    if (what == answersAt) context.respond(Response::text(name_));
    if (what == throwsAt) throw std::runtime_error(name_ + '.' + what);
  }

  Log* log_;
  std::string name_;
};

class Handler final : public Handling {
public:
  explicit Handler(Log& log) : log_(&log) {}
  Task<> handle(ExecutionContext&) override {
    log_->emplace_back("handler");
    if (throws) throw std::runtime_error("handler");
    return {};
  }
  bool throws = false;

private:
  Log* log_;
};

class APipeline : public testing::Test {
protected:
  /// What happened, and what was thrown in the end.
  Log run() {
    Steps steps;
    steps.add(a);
    steps.add(b);
    const Pipeline pipeline(std::move(steps));
    ExecutionContext execution(Door::request, context_, "C", "GET /");
    try {
      test::runTask(loop_, pipeline.run(execution, handler));
    } catch (const std::exception& error) {
      log.push_back(std::string("thrown: ") + error.what());
    }
    if (execution.response()) log.push_back("response: " + execution.response()->body());
    return log;
  }

  Log log;
  std::shared_ptr<Step> a = std::make_shared<Step>(log, "a");
  std::shared_ptr<Step> b = std::make_shared<Step>(log, "b");
  Handler handler{log};

private:
  Loop loop_;
  Request request_;
  routing::Parameters parameters_;
  di::ServiceScope services_{"M", [](const di::Dependency&) { return std::string(); }};
  PeerAddress peer_;
  RequestContext context_{request_, parameters_, services_, loop_, peer_};
};

const Log inward = {"a.middleware", "b.middleware", "a.guard", "b.guard",        "a.onRequest",
                    "b.onRequest",  "a.pipe",       "b.pipe",  "a.beforeHandle", "b.beforeHandle"};

Log operator+(Log a, const Log& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}
Log until(const std::string& last) {
  Log log;
  for (const std::string& entry : inward) {
    log.push_back(entry);
    if (entry == last) break;
  }
  return log;
}
template <class... Entries>
Log these(const Entries&... entries) {
  return Log{entries...};
}
Log told(const Log& more = {}) {
  return these("a.onResponse", "b.onResponse") + more;
}

TEST_F(APipeline, RunsEveryStepInOrder) {
  EXPECT_EQ(run(), inward + these("handler", "a.afterHandle", "b.afterHandle", "b.after", "a.after") + told());
}

TEST_F(APipeline, AGuardThatRefusesEndsIt) {
  a->passes = false;
  EXPECT_EQ(run(), until("a.guard") + these("b.filter", "a.filter") + told(these("thrown: Forbidden")));
}

TEST_F(APipeline, AStepThatAnswersEndsItWithoutTheHandler) {
  for (const std::string what : {"guard", "onRequest", "pipe", "beforeHandle"}) {
    log.clear();
    a->answersAt = what;
    EXPECT_EQ(run(), until("a." + what) + these("b.after", "a.after") + told(these("response: a"))) << what;
  }
}

TEST_F(APipeline, AMiddlewareMayLeaveTheRestOut) {
  b->callsNext = false;
  EXPECT_EQ(run(), until("b.middleware") + these("b.after", "a.after") + told());
}

TEST_F(APipeline, FiltersAreAskedFromTheInnermostUntilOneHandles) {
  handler.throws = true;
  a->handles = true;
  EXPECT_EQ(run(), inward + these("handler", "b.filter", "a.filter") + told());
  log.clear();
  b->handles = true;
  EXPECT_EQ(run(), inward + these("handler", "b.filter") + told());
  log.clear();
  b->handles = a->handles = false;
  EXPECT_EQ(run(), inward + these("handler", "b.filter", "a.filter") + told(these("thrown: handler")));
}

TEST_F(APipeline, WhateverAStepThrowsIsFiltered) {
  for (const std::string what : {"middleware", "guard", "onRequest", "pipe", "beforeHandle"}) {
    log.clear();
    a->throwsAt = what;
    EXPECT_EQ(run(), until("a." + what) + these("b.filter", "a.filter") + told(these("thrown: a." + what))) << what;
  }
}

TEST_F(APipeline, WhatAFilterThrowsTakesThePlace) {
  handler.throws = true;
  b->throwsAt = "filter";
  EXPECT_EQ(run(), inward + these("handler", "b.filter") + told(these("thrown: b.filter")));
}

TEST(Doors, AreASet) {
  constexpr Doors two = Door::join | Door::message;
  EXPECT_TRUE(two.has(Door::join));
  EXPECT_TRUE(two.has(Door::message));
  EXPECT_FALSE(two.has(Door::upgrade));
  for (const Door door : {Door::request, Door::stream, Door::upgrade, Door::join, Door::message})
    EXPECT_TRUE(Doors::all().has(door)) << name(door);
}

}  // namespace
}  // namespace serinus::pipeline
