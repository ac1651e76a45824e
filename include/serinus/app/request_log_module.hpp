#pragma once

#include <serinus/app/module.hpp>
#include <serinus/base/log.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace serinus {

enum class RequestLogFormat : std::uint8_t {
  text,      ///< `GET /notes?page=2 200 1834 bytes 1.204 ms 192.0.2.7 user=ada id=3kTMd8…-1f`
  common,    ///< the Common Log Format of web servers
  combined,  ///< the same with Referer and User-Agent
  json,      ///< an object a line
};

struct RequestLogOptions {
  RequestLogFormat format = RequestLogFormat::text;
  LogLevel level = LogLevel::info;
  /// Null: the application's.
  std::shared_ptr<Logger> logger = nullptr;
  /// A client's X-Request-Id is taken when it is well-formed. Otherwise each request gets a new one.
  bool takeIds = true;
  /// Paths that are not logged when the answer is below 400: `/health/live`.
  std::vector<std::string> quietPaths = {};
  /// Fields of the request that are logged too, with `json`.
  std::vector<std::string> headers = {};
  /// Parameters in queries, of Referer too, whose values are not shown; by name, whatever its case.
  std::vector<std::string> secretParameters = {"access_token",  "api_key",  "apikey",   "assertion", "auth",
                                               "client_secret", "code",     "id_token", "jwt",       "key",
                                               "passwd",        "password", "pwd",      "recover",   "refresh_token",
                                               "secret",        "session",  "sig",      "signature", "token"};
  /// Fields whose values are not shown, should they be among `headers`.
  std::vector<std::string> secretHeaders = {"Authorization", "Cookie",       "Proxy-Authorization",
                                            "X-Api-Key",     "X-Auth-Token", "X-Csrf-Token"};
};

/// Logs every request and how it was answered, those for which nothing is served and those that no parser takes among
/// them; an event stream or a WebSocket when it opens. What a client sends cannot begin a line of its own, nor command
/// a terminal.
///
/// Each request has an id (`context.requestId()`): the client's, or a new one. The answer says it in X-Request-Id.
class RequestLogModule : public Module {
public:
  explicit RequestLogModule(RequestLogOptions options = {}) : options_(std::move(options)) {}

  [[nodiscard]] const RequestLogOptions& options() const noexcept { return options_; }

private:
  RequestLogOptions options_;
};

}  // namespace serinus
