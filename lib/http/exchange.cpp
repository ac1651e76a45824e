#include <serinus/http/exchange.hpp>

#include <algorithm>

namespace serinus::http {

void Exchange::onHead(const Request& request, const HeadComplete& head) noexcept {
  ++requests_;
  method_ = request.method();
  minorVersion_ = request.minorVersion();
  clientKeeps_ = head.keepAlive;
  chunked_ = head.body == HeadComplete::Body::chunked;
  unread_ = head.contentLength;
  expects_ = head.expectContinue;
  continued_ = false;
  complete_ = false;
}

void Exchange::onBody(std::size_t bytes) noexcept {
  unread_ -= std::min<std::uint64_t>(unread_, bytes);
  expects_ = false;
}

void Exchange::onFault() noexcept {
  faulted_ = true;
  if (!complete_) return;
  // The fault is in a head that was never read: what the request before it was does not matter any more.
  method_ = Method::get;
  minorVersion_ = 1;
}

bool Exchange::keepsAlive(const Response& response) const noexcept {
  if (faulted_ || draining_ || response.closes() || !clientKeeps_) return false;
  if (requests_ >= maxRequests_) return false;
  return complete_ || restIsWorthReading();
}

ResponseFraming Exchange::framing(const Response& response, std::string_view date) const noexcept {
  return {.method = method_, .minorVersion = minorVersion_, .keepAlive = keepsAlive(response), .date = date};
}

Exchange::After Exchange::after(bool keepAlive) const noexcept {
  if (!keepAlive) return After::close;
  return complete_ ? After::nextRequest : After::readRest;
}

bool Exchange::restIsWorthReading() const noexcept {
  // A client that waits for `100 Continue` may send the body or leave it out when it sees a final answer: what comes
  // next on the connection would be a guess.
  if (wantsContinue()) return false;
  return !chunked_ && unread_ <= maxUnreadBody;
}

}  // namespace serinus::http
