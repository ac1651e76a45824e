#include <serinus/gateway/binary_event_codec.hpp>

#include <stdexcept>

namespace serinus {

BinaryEventCodec::BinaryEventCodec(BinaryFormat format) : format_(format) {
  throw std::logic_error("the library was built without MessagePack and CBOR (meson option `binary_events`)");
}

// No such codec can be made.
std::variant<IncomingEvent, NoEvent> BinaryEventCodec::read(const WsMessage&, JsonParser&) const {
  return NoEvent{};
}
void BinaryEventCodec::write(std::string&, const OutgoingEvent&) const {}

}  // namespace serinus
