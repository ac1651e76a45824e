#pragma once

#include "transport/inbox.hpp"

#include <serinus/base/bytes.hpp>

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace serinus::server {

/// Reading on while a handler waits for an answer of the very client whose message it handles: the memory that the
/// handler's views lie in, and the messages that have come meanwhile and wait for their turn.
class AsideReading {
public:
  static constexpr std::size_t mostMessages = 64;
  static constexpr std::size_t mostBytes = std::size_t{256} * 1024;

  struct Message {
    bool isText = false;
    std::string payload;
  };
  using Assembly = std::unique_ptr<std::vector<std::byte>>;

  /// The handler at work wants it. What it looks at stays where it is until it has ended.
  void begin(std::unique_ptr<std::byte[]> input, Assembly message) {
    input_ = std::move(input);
    message_ = std::move(message);
    wanted_ = true;
  }
  void handlerEnded() noexcept {
    wanted_ = false;
    input_.reset();
    message_.reset();
  }
  [[nodiscard]] bool wanted() const noexcept { return wanted_; }

  /// Whether more can be read now; full, the client has to wait as it does for any handler.
  [[nodiscard]] bool mayRead() const noexcept {
    return wanted_ && waiting_.size() < mostMessages && bytes_ < mostBytes;
  }

  void add(bool isText, ByteView payload) {
    bytes_ += payload.size();
    waiting_.push_back(Message{isText, std::string(asText(payload))});
  }
  [[nodiscard]] bool empty() const noexcept { return waiting_.empty(); }
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
  /// The first of those that wait. It stays until the next call.
  [[nodiscard]] const Message& next() {
    current_ = std::move(waiting_.front());
    waiting_.pop_front();
    bytes_ -= current_.payload.size();
    return current_;
  }

private:
  std::unique_ptr<std::byte[]> input_;
  Assembly message_;
  std::deque<Message> waiting_;
  Message current_;
  std::size_t bytes_ = 0;
  bool wanted_ = false;
};

}  // namespace serinus::server
