#include <serinus/http/request.hpp>

#include <stdexcept>

namespace serinus {

namespace {

/// What a connection may hold between two requests; one large body is no reason to keep its block.
constexpr std::size_t maxKeptBody = std::size_t{16} * 1024;

}  // namespace

Request::Request(Method method, std::string target) : method_(method), target_(std::move(target)) {
  const std::string_view fault = http::parseTarget(method_, target_, parts_);
  if (!fault.empty()) throw std::invalid_argument(std::string(fault) + ": " + target_);
}

std::string_view Request::path() const noexcept {
  // An absolute-form without a path is of the root, or of the whole server (RFC 9112, 3.2.4).
  if (parts_.pathSize == 0) return method_ == Method::options && parts_.querySize == 0 ? "*" : "/";
  return std::string_view(target_).substr(parts_.pathAt, parts_.pathSize);
}

std::string_view Request::queryText() const noexcept {
  return std::string_view(target_).substr(parts_.queryAt, parts_.querySize);
}

const UrlParameters& Request::query() const {
  auto& query = rest_.make().query;
  if (!query) query.emplace(queryText());
  return *query;
}

std::string_view Request::host() const noexcept {
  if (rest_.find() != nullptr && !rest_.find()->forwardedHost.empty()) return rest_.find()->forwardedHost;
  if (parts_.authoritySize > 0) return std::string_view(target_).substr(parts_.authorityAt, parts_.authoritySize);
  return fields_.get("Host").value_or(std::string_view());
}

Cookies Request::cookies() const noexcept {
  return Cookies(fields_.get("Cookie").value_or(std::string_view()));
}

bool Request::keepAlive() const noexcept {
  if (fields_.listHas("Connection", "close")) return false;
  return minorVersion_ >= 1 || fields_.listHas("Connection", "keep-alive");
}

bool Request::isUpgrade() const noexcept {
  // In HTTP/1.0 the field means nothing (RFC 9110, 7.8).
  return minorVersion_ >= 1 && fields_.has("Upgrade") && fields_.listHas("Connection", "upgrade");
}

const Fields& Request::trailers() const noexcept {
  static const Fields none;
  return rest_.find() != nullptr ? rest_.find()->trailers : none;
}

void Request::setId(std::string id) {
  if (!id.empty() || rest_.find() != nullptr) rest_.make().id = std::move(id);
}

void Request::shrinkToFit() {
  target_.shrink_to_fit();
  fields_.shrinkToFit();
  body_.shrink_to_fit();
}

void Request::appendBody(std::string_view piece) {
  borrowed_ = {};
  body_ += piece;
}

void Request::clear() noexcept {
  method_ = Method::get;
  minorVersion_ = 1;
  target_.clear();
  parts_ = {};
  fields_.clear();
  if (body_.capacity() > maxKeptBody) body_ = std::string();
  body_.clear();
  borrowed_ = {};
  rest_.reset();
}

}  // namespace serinus
