#pragma once

#include <serinus/http/limits.hpp>

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace serinus {

class Loop;

namespace http {
enum class Excess : std::uint8_t;
}

namespace pipeline {

/// Told what the reader of a body does.
class BodyReaderListener {
public:
  /// It waits for more, or has made room for it.
  virtual void onBodyWanted() noexcept = 0;
  /// The body is a form that does not keep to one of its `FormLimits`.
  virtual void onFormTooLarge(http::Excess) noexcept {}

protected:
  ~BodyReaderListener() = default;
};

/// The body of a request that is handled while it comes, between the connection that it comes from and the handler that
/// reads it. Both are on one loop.
class BodyFeed {
public:
  /// From so many bytes on that were not taken no more should be read.
  static constexpr std::size_t enough = std::size_t{64} * 1024;

  BodyFeed(BodyReaderListener& source, const http::FormLimits& formLimits) noexcept
      : source_(&source), formLimits_(formLimits) {}
  /// Of a body that is there.
  [[nodiscard]] static std::shared_ptr<BodyFeed> of(std::string_view body);
  BodyFeed(const BodyFeed&) = delete;
  BodyFeed& operator=(const BodyFeed&) = delete;

  // The connection's end. `wake` lets a reader that waits go on, which may end its handler.

  void add(std::string_view piece) { held_.append(piece); }
  void end() noexcept { ended_ = true; }
  /// What was added before is read before this is thrown.
  void fail(std::exception_ptr fault) noexcept { fault_ = std::move(fault); }
  void wake();
  /// Nobody reads it any more, nor is there anybody to tell.
  void close() noexcept;

  [[nodiscard]] bool isFull() const noexcept { return held_.size() >= enough; }
  [[nodiscard]] bool isOver() const noexcept { return ended_ || fault_ != nullptr; }
  [[nodiscard]] bool isAwaited() const noexcept { return reader_ != nullptr; }

  // The handler's end.

  [[nodiscard]] bool hasNext() const noexcept { return !held_.empty() || isOver(); }
  /// What has come, or nothing at the end. @throws HttpException  what is wrong with the body, or its sender
  [[nodiscard]] std::optional<std::string> take();
  [[nodiscard]] const http::FormLimits& formLimits() const noexcept { return formLimits_; }
  void tellFormTooLarge(http::Excess excess) noexcept { source_->onFormTooLarge(excess); }

private:
  friend class BodyAwaiter;

  BodyReaderListener* source_;
  http::FormLimits formLimits_;
  std::string held_;
  std::exception_ptr fault_;
  std::coroutine_handle<> reader_{};  // while it waits
  bool ended_ = false;
};

/// A handler that waits for the next piece. Destroyed, it waits no longer.
class BodyAwaiter {
public:
  explicit BodyAwaiter(BodyFeed& feed) noexcept : feed_(&feed) {}
  BodyAwaiter(const BodyAwaiter&) = delete;
  BodyAwaiter& operator=(const BodyAwaiter&) = delete;
  ~BodyAwaiter();

  [[nodiscard]] bool await_ready() const noexcept { return feed_->hasNext(); }
  /// @throws std::logic_error  somebody waits already
  void await_suspend(std::coroutine_handle<> reader);
  [[nodiscard]] std::optional<std::string> await_resume() { return feed_->take(); }

private:
  BodyFeed* feed_;
  bool waits_ = false;
};

/// What `RequestBody::next()` gives to `co_await`.
class NextPiece {
public:
  explicit NextPiece(BodyFeed& feed) noexcept : feed_(&feed) {}
  [[nodiscard]] BodyAwaiter awaitOn(Loop&) const noexcept { return BodyAwaiter(*feed_); }

private:
  BodyFeed* feed_;
};

}  // namespace pipeline
}  // namespace serinus
