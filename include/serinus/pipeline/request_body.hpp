#pragma once

#include <serinus/pipeline/body_feed.hpp>

#include <memory>
#include <utility>

namespace serinus {

/// The body of a request, read while it comes. A handler that takes it is called as soon as the head is there, and the
/// client sends no faster than it reads:
///
///     on(Route::put("/files/:name").maxBody(1'000'000'000), [](Path<std::string> name, RequestBody body) ->
///     Task<Status> {
///       Upload upload(*name);
///       while (auto piece = co_await body.next()) upload.write(*piece);
///       co_return Status::created;
///     });
///
/// It is there until the handler has returned. What a handler leaves unread is thrown away, or ends the connection when
/// it is much. `Timeouts::handler` counts anew with each piece that it takes, and not while it waits for the client.
class RequestBody {
public:
  explicit RequestBody(std::shared_ptr<pipeline::BodyFeed> feed) noexcept : feed_(std::move(feed)) {}

  /// `co_await body.next()`: the next bytes as a `std::optional<std::string>`, never an empty string; nothing at the
  /// end.
  /// @throws PayloadTooLargeException  the body is larger than the route takes
  /// @throws RequestTimeoutException   the client sends too slowly (`Timeouts::bodyMinRate`)
  /// @throws BadRequestException       its chunks are malformed, or it ended early
  [[nodiscard]] pipeline::NextPiece next() const noexcept { return pipeline::NextPiece(*feed_); }

  [[nodiscard]] const http::FormLimits& formLimits() const noexcept { return feed_->formLimits(); }

private:
  std::shared_ptr<pipeline::BodyFeed> feed_;
};

}  // namespace serinus
