#pragma once

#include "transport/stream.hpp"

#include <memory>

namespace serinus::transport {

/// A connected TCP socket, non-blocking and without Nagle's delay. Closed by the destructor.
class TcpStream final : public Stream {
public:
  /// Takes the socket over, and closes it where there is no memory. @throws std::bad_alloc
  [[nodiscard]] static std::unique_ptr<TcpStream> own(int socket);

  /// Takes the socket over.
  explicit TcpStream(int socket) noexcept : socket_(socket) {}
  TcpStream(const TcpStream&) = delete;
  TcpStream& operator=(const TcpStream&) = delete;
  ~TcpStream() override;

  void watch(StreamWatcher& watcher) override;
  [[nodiscard]] Transfer read(MutableBytes into) noexcept override;
  [[nodiscard]] Transfer write(std::span<const ByteView> pieces) noexcept override;
  void finish() noexcept override;
  void abort() noexcept override;
  [[nodiscard]] PeerAddress peer() const override;
  [[nodiscard]] bool wasUnacknowledged() const noexcept override;

private:
  [[nodiscard]] Transfer noted(Transfer transfer) noexcept;

  int socket_;
  int error_ = 0;  // the first that a read or a write has told; the system tells it once
  StreamWatcher* watcher_ = nullptr;
};

}  // namespace serinus::transport
