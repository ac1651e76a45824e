#pragma once

#include "support/raw_client.hpp"
#include "support/tls_client.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace serinus::test {

/// A blocking TLS client for tests, over `RawClient`: its handshake is over, or has failed, when it is made.
class SecureClient {
public:
  explicit SecureClient(std::uint16_t port, const TlsClientOptions& options = {}) : tls(options), raw_(port) {
    raw_.send(tls.take());
    while (!tls.isOpen() && tls.fault().empty() && more()) {
    }
  }

  void send(std::string_view plain) {
    tls.send(plain);
    raw_.send(tls.take());
  }
  /// Everything up to and with `mark`; or until the end.
  std::string readUntil(std::string_view mark) {
    while (received_.find(mark) == std::string::npos && more()) received_ += tls.takeReceived();
    received_ += tls.takeReceived();
    const std::size_t found = received_.find(mark);
    const std::size_t size = found == std::string::npos ? received_.size() : found + mark.size();
    std::string taken = received_.substr(0, size);
    received_.erase(0, size);
    return taken;
  }
  std::string readAll() {
    while (more()) {
    }
    return received_ + tls.takeReceived();
  }
  /// The whole answer to a GET that ends the connection.
  std::string get(std::string_view path, std::string_view fields = {}) {
    send("GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + std::string(fields) +
         "\r\n");
    return readAll();
  }

  TlsClient tls;

private:
  bool more() {
    const std::string bytes = raw_.readSome();
    if (!bytes.empty()) tls.receive(bytes);
    raw_.send(tls.take());
    return !bytes.empty();
  }

  RawClient raw_;
  std::string received_;
};

}  // namespace serinus::test
