#include <serinus/ws/deflate_negotiation.hpp>

#include "ws/zlib.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace serinus::ws {
namespace {

constexpr std::uint8_t mostBits = 15;

/// What a client asks of the server, and says of itself (RFC 7692, 7.1).
struct Offer {
  std::optional<std::uint8_t> serverBits;
  std::optional<std::uint8_t> clientBits;
  bool serverForgets = false;
  bool clientForgets = false;
  bool clientBitsKnown = false;  // the client can limit its window
};

/// A decimal number from 8 to 15 without leading zeros (RFC 7692, 7.1.2.1).
std::optional<std::uint8_t> parseBits(std::string_view text) noexcept {
  if (text == "8" || text == "9") return static_cast<std::uint8_t>(text[0] - '0');
  if (text.size() == 2 && text[0] == '1' && text[1] >= '0' && text[1] <= '5') {
    return static_cast<std::uint8_t>(10 + text[1] - '0');
  }
  return std::nullopt;
}

/// False when it comes twice.
bool set(bool& flag) noexcept {
  return !std::exchange(flag, true);
}

bool take(const ExtensionParameter& parameter, Offer& offer) {
  const auto& [name, value] = parameter;
  if (name == "server_no_context_takeover") return !value && set(offer.serverForgets);
  if (name == "client_no_context_takeover") return !value && set(offer.clientForgets);
  if (name == "server_max_window_bits") {
    if (!value || offer.serverBits) return false;
    offer.serverBits = parseBits(*value);
    return offer.serverBits.has_value();
  }
  if (name == "client_max_window_bits") {
    if (!set(offer.clientBitsKnown)) return false;
    if (!value) return true;
    offer.clientBits = parseBits(*value);
    return offer.clientBits.has_value();
  }
  return false;
}

std::optional<Offer> parseOffer(const Extension& extension) {
  if (extension.name != "permessage-deflate") return std::nullopt;
  Offer offer;
  for (const ExtensionParameter& parameter : extension.parameters) {
    if (!take(parameter, offer)) return std::nullopt;
  }
  return offer;
}

DeflateAgreement agree(const Offer& offer, const Deflate& ours) noexcept {
  const auto most = static_cast<std::uint8_t>(ours.windowBits());
  DeflateAgreement agreement;
  agreement.server.windowBits = std::min(most, offer.serverBits.value_or(mostBits));
  agreement.server.takeover = ours.isDedicated() && !offer.serverForgets;
  // A client that cannot limit its window is asked to forget instead (RFC 7692, 7.1.1.2: also unasked), so that no
  // connection takes more memory than was configured.
  agreement.client.takeover = ours.isDedicated() && !offer.clientForgets && (offer.clientBitsKnown || most == mostBits);
  if (agreement.client.takeover) agreement.client.windowBits = std::min(most, offer.clientBits.value_or(mostBits));
  return agreement;
}

std::string answerTo(const Offer& offer, const DeflateAgreement& agreement) {
  std::string text = "permessage-deflate";
  if (!agreement.server.takeover) text += "; server_no_context_takeover";
  if (!agreement.client.takeover) text += "; client_no_context_takeover";
  // RFC 7692, 7.1.2.1: who asks must be told.
  if (offer.serverBits || agreement.server.windowBits < mostBits) {
    text += "; server_max_window_bits=" + std::to_string(agreement.server.windowBits);
  }
  if (agreement.client.windowBits < mostBits) {
    text += "; client_max_window_bits=" + std::to_string(agreement.client.windowBits);
  }
  return text;
}

}  // namespace

std::optional<DeflateAnswer> negotiateDeflate(std::span<const Extension> offers, const Deflate& ours) {
  if (ours.isOff() || !hasZlib()) return std::nullopt;
  for (const Extension& extension : offers) {
    if (const auto offer = parseOffer(extension)) {
      const DeflateAgreement agreement = agree(*offer, ours);
      return DeflateAnswer{agreement, answerTo(*offer, agreement)};
    }
  }
  return std::nullopt;
}

}  // namespace serinus::ws
