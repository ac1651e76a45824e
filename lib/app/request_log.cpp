#include "app/request_log.hpp"

#include "app/request_line.hpp"

#include <serinus/http/request_id.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace serinus::app {

RequestLog::RequestLog(RequestLogOptions options, std::shared_ptr<Logger> logger)
    : options_(std::move(options)), logger_(options_.logger != nullptr ? options_.logger : std::move(logger)) {}

std::string RequestLog::identify(const Request& request) {
  return options_.takeIds ? requestIdOf(request) : makeRequestId();
}

void RequestLog::onAnswered(const server::AnsweredRequest& answered) noexcept {
  if (!logger_->keeps(options_.level)) return;
  const auto& quiet = options_.quietPaths;
  if (answered.status < 400 && std::find(quiet.begin(), quiet.end(), answered.request.path()) != quiet.end()) return;
  try {
    logger_->log(options_.level, "request", requestLine(answered, std::chrono::system_clock::now(), options_));
  } catch (...) {  // no memory, or a logger that throws: it was answered all the same
  }
}

}  // namespace serinus::app
