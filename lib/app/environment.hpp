#pragma once

#include <serinus/app/application_options.hpp>

#include <string>
#include <vector>

namespace serinus::app {

/// Puts the environment's `HOST` and `PORT` in the place of what the program says. What cannot be understood goes to
/// `faults`.
[[nodiscard]] ApplicationOptions withEnvironment(ApplicationOptions options, std::vector<std::string>& faults);

}  // namespace serinus::app
