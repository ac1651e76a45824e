#pragma once

#include <serinus/http/limits.hpp>
#include <serinus/http/request_parser.hpp>
#include <serinus/http/response_writer.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace serinus::http {

/// The rules between the requests and the responses of one connection (RFC 9112, 9; RFC 9110, 10.1.1): whether it stays
/// open, whether `100 Continue` is due, what becomes of a body that nobody read. Decisions only; one request at a time.
class Exchange {
public:
  /// What is to be done when the response is on its way.
  enum class After : std::uint8_t {
    nextRequest,  ///< `RequestParser::reset`, and go on
    readRest,     ///< read and throw away the rest of the body, then as `nextRequest`
    close         ///< send no more; linger as long as the client still sends, so that it can read the answer
  };

  /// The most that is worth reading to keep a connection, in bytes.
  static constexpr std::uint64_t maxUnreadBody = std::uint64_t{64} * 1024;

  explicit Exchange(const Limits& limits = {}) noexcept : maxRequests_(limits.maxRequestsPerConnection) {}

  /// A head has been read.
  void onHead(const Request& request, const HeadComplete& head) noexcept;

  /// A piece of the body has come.
  void onBody(std::size_t bytes) noexcept;

  /// The request has been read to its end.
  void onComplete() noexcept { complete_ = true; }

  /// The parser found a fault: the answer to it is the last one.
  void onFault() noexcept;

  /// The server stops: each response from now on is the last of its connection.
  void drain() noexcept { draining_ = true; }

  /// Whether `100 Continue` is to be sent before the body can be expected. True once per request at most; not when the
  /// client has begun to send the body anyway.
  [[nodiscard]] bool wantsContinue() const noexcept { return expects_ && !continued_; }
  void onContinueSent() noexcept { continued_ = true; }

  /// Whether the connection stays open behind `response`, when it is sent now.
  [[nodiscard]] bool keepsAlive(const Response& response) const noexcept;

  /// How `response` is to be written, when it is sent now.
  [[nodiscard]] ResponseFraming framing(const Response& response, std::string_view date) const noexcept;

  /// What follows a response that was sent with `keepAlive`.
  [[nodiscard]] After after(bool keepAlive) const noexcept;

  /// Requests whose head has been read.
  [[nodiscard]] std::size_t requests() const noexcept { return requests_; }

private:
  /// Whether the rest of the body is known to be little and sure to come.
  [[nodiscard]] bool restIsWorthReading() const noexcept;

  std::size_t maxRequests_;
  std::size_t requests_ = 0;
  std::uint64_t unread_ = 0;
  Method method_ = Method::get;
  int minorVersion_ = 1;
  bool clientKeeps_ = false;
  bool chunked_ = false;
  bool expects_ = false;
  bool continued_ = false;
  bool complete_ = false;
  bool faulted_ = false;
  bool draining_ = false;
};

}  // namespace serinus::http
