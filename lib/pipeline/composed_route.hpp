#pragma once

#include <serinus/pipeline/controller.hpp>
#include <serinus/pipeline/pipeline.hpp>

#include <string>

namespace serinus::pipeline {

/// A route's handler with everything that stands before it, as one handler; the handler itself where nothing does.
/// @param owner  the class of the controller
/// @param name   of the route: `GET /users/:id`
[[nodiscard]] Controller::Handler composeRoute(Pipeline pipeline, Controller::Handler handler, std::string owner,
                                               std::string name);

}  // namespace serinus::pipeline
