#pragma once

#include "server/request_observer.hpp"

#include <serinus/app/request_log_module.hpp>

#include <memory>
#include <string>

namespace serinus::app {

/// Names requests and logs them.
class RequestLog final : public server::RequestObserver {
public:
  /// @param logger  the application's
  RequestLog(RequestLogOptions options, std::shared_ptr<Logger> logger);

  [[nodiscard]] std::string identify(const Request& request) override;
  void onAnswered(const server::AnsweredRequest& answered) noexcept override;

private:
  RequestLogOptions options_;
  std::shared_ptr<Logger> logger_;
};

}  // namespace serinus::app
