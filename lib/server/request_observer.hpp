#pragma once

#include <serinus/base/clock.hpp>
#include <serinus/base/peer_address.hpp>
#include <serinus/http/request.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace serinus::server {

/// How a request was answered. An event stream or a WebSocket is, when it opens.
struct AnsweredRequest {
  enum class Outcome : std::uint8_t {
    complete,
    cutOff,  ///< in the middle of its body
    lost,    ///< the client left before there was an answer
  };
  const Request& request;  ///< without fields and target when it could not be read
  const PeerAddress& peer;
  std::string_view user;
  unsigned status;  ///< 499 for a client that was lost
  std::optional<std::uint64_t> bytes;
  Duration duration;  ///< since the first byte of the request
  Outcome outcome;
};
inline constexpr unsigned clientLost = 499;

/// Sees every request come and go. Called on the loops, several at a time.
class RequestObserver {
public:
  virtual ~RequestObserver() = default;
  /// The id of a request whose head has come.
  [[nodiscard]] virtual std::string identify(const Request& request) = 0;
  virtual void onAnswered(const AnsweredRequest& answered) noexcept = 0;
};

/// A request for an event stream, until the stream opens.
class StreamOpening {
public:
  StreamOpening(RequestObserver& observer, const Request& request, PeerAddress peer, TimePoint since)
      : observer_(&observer), request_(request), peer_(std::move(peer)), since_(since) {}

  void tell(unsigned status, std::optional<std::uint64_t> bytes, TimePoint now) const noexcept {
    using Outcome = AnsweredRequest::Outcome;
    observer_->onAnswered(
        {request_, peer_, {}, status, bytes, now - since_, status == clientLost ? Outcome::lost : Outcome::complete});
  }

private:
  RequestObserver* observer_;
  Request request_;  // the stream has the other one
  PeerAddress peer_;
  TimePoint since_;
};

}  // namespace serinus::server
