#pragma once

#include <serinus/serinus.hpp>

/// What the guide to routes speaks of.
class RequestTimer : public serinus::Middleware {
public:
  serinus::Task<> use(serinus::ExecutionContext&, serinus::Next next) override { return next(); }
};
class ApiKeyGuard : public serinus::Guard {
public:
  serinus::Task<bool> canActivate(serinus::ExecutionContext&) override { co_return true; }
};
class CatsController : public serinus::Controller {
public:
  CatsController() : serinus::Controller("/cats") {}
};
