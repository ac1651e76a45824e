#pragma once

#include "server/connection.hpp"

#include <serinus/http/response.hpp>
#include <serinus/http/response_writer.hpp>
#include <serinus/runtime/running_task.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace serinus::server {

/// A response whose body is made while it is sent. Its head waits for the first piece of the body.
class ResponseStream {
public:
  enum class State : std::uint8_t {
    waiting,      ///< the generator waits; its listener is told
    held,         ///< the connection takes no more for now
    interrupted,  ///< it has had its turn: others are there, too
    ended,        ///< all of it is queued
    failed,       ///< `fault()` says why; nothing is queued of the body, or not all of it
  };

  ResponseStream(Connection& connection, Response response, const http::ResponseFraming& framing);

  /// Goes on as far as it gets.
  [[nodiscard]] State pull(runtime::CoroutineListener& listener);

  /// Whether the head has left: another answer can be given no more.
  [[nodiscard]] bool hasBegun() const noexcept { return hasBegun_; }
  [[nodiscard]] const std::exception_ptr& fault() const noexcept { return fault_; }
  [[nodiscard]] Status status() const noexcept { return response_.status(); }
  /// Of the body, that are queued or sent.
  [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }
  /// How its head says the connection goes on.
  [[nodiscard]] bool keepsAlive() const noexcept { return framing_.keepAlive; }

private:
  using Outcome = runtime::RunningGenerator<std::string>::Outcome;

  void begin();
  void write(std::string piece);
  void end();
  [[nodiscard]] bool isChunked() const noexcept {
    return coding_ == http::StreamCoding::chunked || coding_ == http::StreamCoding::trailed;
  }

  Connection* connection_;
  Response response_;
  http::ResponseFraming framing_;
  runtime::RunningGenerator<std::string> pieces_;
  std::optional<std::uint64_t> owed_;  // bytes that were announced and are not there yet
  std::uint64_t bytes_ = 0;
  std::exception_ptr fault_;
  http::StreamCoding coding_ = http::StreamCoding::none;
  bool isWaiting_ = false;
  bool hasBegun_ = false;
};

}  // namespace serinus::server
