#pragma once

#include <serinus/base/ip_address.hpp>
#include <serinus/base/tls_peer.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace serinus {

/// Who is at the other end of a connection; or of that to the farthest proxy that is trusted, without a port then.
class PeerAddress {
public:
  PeerAddress() = default;
  PeerAddress(const IpAddress& address, std::uint16_t port) noexcept : ip_(address), port_(port), hasIp_(true) {}
  /// @param address  a numeric one, or what else the peer is called
  PeerAddress(std::string_view address, std::uint16_t port);

  /// The numeric address as it is written shortest, such as `127.0.0.1` or `2001:db8::1`; empty where there is none.
  [[nodiscard]] std::string address() const;
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

  /// What limits for each address count by: an IPv4 address, or the first half of an IPv6 one, since whoever has one of
  /// these has a whole /64 of them. What is no address counts as one.
  [[nodiscard]] std::uint64_t network() const noexcept;

  /// Null where the connection is not TLS.
  [[nodiscard]] const TlsPeer* tls() const noexcept { return rest_ != nullptr ? rest_->tls.get() : nullptr; }
  /// The certificate that the peer has shown; null without one.
  [[nodiscard]] const PeerCertificate* certificate() const noexcept {
    return tls() != nullptr && tls()->certificate ? &*tls()->certificate : nullptr;
  }
  void setTls(std::shared_ptr<const TlsPeer> tls);
  /// Whether it speaks TLS, to this server or to a proxy that is trusted to say so.
  [[nodiscard]] bool isSecure() const noexcept { return secure_; }
  void setSecure(bool secure) noexcept { secure_ = secure; }

private:
  /// What few have; never changed, so that copies share it.
  struct Rest {
    std::string name;  // of one without a numeric address
    std::shared_ptr<const TlsPeer> tls;
  };

  // Together with a word of whoever has one these fill 40 bytes: each client that is idle has one.
  std::shared_ptr<const Rest> rest_;
  IpAddress ip_;
  std::uint16_t port_ = 0;
  bool hasIp_ : 1 = false;
  bool secure_ : 1 = false;
};

}  // namespace serinus
