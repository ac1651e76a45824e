#pragma once

#include <serinus/serinus.hpp>

#include "support/capturing_logger.hpp"
#include "support/raw_client.hpp"

#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

namespace serinus::test {

/// On loopback, on any free port, without a long farewell to clients that stay.
inline ApplicationOptions onLoopback(std::shared_ptr<Logger> logger = std::make_shared<NullLogger>()) {
  ApplicationOptions options{.host = "127.0.0.1", .port = 0, .logger = std::move(logger)};
  options.timeouts.linger = std::chrono::milliseconds(1);
  return options;
}

/// What is wrong with an application: the faults of its start, none when it starts.
inline std::vector<std::string> faultsOf(Application app) {
  try {
    app.start();
  } catch (const InitializationError& error) {
    return error.faults();
  }
  return {};
}
template <class Root>
std::vector<std::string> faultsOf(ApplicationOptions options = onLoopback()) {
  return faultsOf(Application::create<Root>(std::move(options)));
}

/// The whole answer to one request, of a connection that it ends.
inline std::string get(std::uint16_t port, const std::string& path) {
  RawClient client(port);
  client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  return client.readAll();
}

/// The first line of what the server answers to a WebSocket handshake.
inline std::string upgrade(RawClient& client, const std::string& path) {
  client.send("GET " + path +
              " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  const std::string answer = client.readUntil("\r\n\r\n");
  return answer.substr(0, answer.find("\r\n"));
}

inline bool accepts(std::uint16_t port) {
  try {
    const RawClient client(port);
  } catch (const std::runtime_error&) {
    return false;
  }
  return true;
}

/// Sets a variable of the environment while it lives.
class Variable {
public:
  Variable(const char* name, const std::string& value) : name_(name) {
    const char* const before = std::getenv(name);
    wasSet_ = before != nullptr;
    if (wasSet_) before_ = before;
    ::setenv(name, value.c_str(), 1);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { wasSet_ ? ::setenv(name_, before_.c_str(), 1) : ::unsetenv(name_); }

private:
  const char* name_;
  bool wasSet_ = false;
  std::string before_;
};

}  // namespace serinus::test
