#pragma once

#include "server/request_observer.hpp"

#include <serinus/app/request_log_module.hpp>

#include <chrono>
#include <string>

namespace serinus::app {

/// What the log says of one request, in the format of the options: one line, without its end.
[[nodiscard]] std::string requestLine(const server::AnsweredRequest& answered,
                                      std::chrono::system_clock::time_point time, const RequestLogOptions& options);

}  // namespace serinus::app
