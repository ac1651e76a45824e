#pragma once

#include <serinus/base/tls_peer.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace serinus {

/// Who is at the other end of a connection; or of that to the farthest proxy that is trusted, without a port then.
class PeerAddress {
public:
  PeerAddress() = default;
  PeerAddress(std::string address, std::uint16_t port) : address_(std::move(address)), port_(port) {}

  /// The numeric address, such as `127.0.0.1` or `2001:db8::1`; empty where there is none.
  [[nodiscard]] const std::string& address() const noexcept { return address_; }
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

  /// What limits for each address count by: an IPv4 address, or the first half of an IPv6 one, since whoever has one of
  /// these has a whole /64 of them. What is no address counts as one.
  [[nodiscard]] std::uint64_t network() const noexcept;

  /// Null where the connection is not TLS.
  [[nodiscard]] const TlsPeer* tls() const noexcept { return tls_.get(); }
  /// The certificate that the peer has shown; null without one.
  [[nodiscard]] const PeerCertificate* certificate() const noexcept {
    return tls_ != nullptr && tls_->certificate ? &*tls_->certificate : nullptr;
  }
  void setTls(std::shared_ptr<const TlsPeer> tls) noexcept {
    tls_ = std::move(tls);
    secure_ = tls_ != nullptr;
  }
  /// Whether it speaks TLS, to this server or to a proxy that is trusted to say so.
  [[nodiscard]] bool isSecure() const noexcept { return secure_; }
  void setSecure(bool secure) noexcept { secure_ = secure; }

private:
  std::string address_;
  std::shared_ptr<const TlsPeer> tls_;
  std::uint16_t port_ = 0;
  bool secure_ = false;
};

}  // namespace serinus
