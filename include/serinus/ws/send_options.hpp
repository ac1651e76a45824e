#pragma once

#include <serinus/ws/deflate.hpp>

#include <string_view>

namespace serinus {

/// How one message is sent.
///
///     context.sendText(price, SendOptions().conflate("EURUSD"));
///     context.sendBinary(image, Compress::no);
///
/// It refers to the key it is given; use it in the expression that sends.
class SendOptions {
public:
  SendOptions() noexcept {}                                         // NOLINT: user-provided, for g++ 12
  SendOptions(Compress compress) noexcept : compress_(compress) {}  // NOLINT: it stands for the rest by default

  /// While it waits for a client whose policy is `Backpressure::conflate()`, the message is replaced by the next one of
  /// the same key, which has its turn. Other policies take no notice of keys. An empty key is none.
  SendOptions& conflate(std::string_view key) & noexcept {
    conflate_ = key;
    return *this;
  }
  [[nodiscard]] SendOptions conflate(std::string_view key) && noexcept { return conflate(key); }

  SendOptions& compress(Compress compress) & noexcept {
    compress_ = compress;
    return *this;
  }
  [[nodiscard]] SendOptions compress(Compress compress) && noexcept {
    this->compress(compress);
    return *this;
  }

  [[nodiscard]] std::string_view conflate() const noexcept { return conflate_; }
  [[nodiscard]] Compress compress() const noexcept { return compress_; }

private:
  std::string_view conflate_;
  Compress compress_ = Compress::yes;
};

}  // namespace serinus
