#include <serinus/gateway/binary_event_codec.hpp>

#include <serinus/base/utf8.hpp>
#include <serinus/json/json_quote.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>

namespace serinus {

namespace {

using Json = nlohmann::ordered_json;

/// Writes what is read as JSON text, and stops where JSON has no word for it. Nothing is built, nothing is reserved for
/// what a length merely announces.
class TextWriter final : public nlohmann::json_sax<Json> {
public:
  explicit TextWriter(std::string& out) : out_(&out) {}

  bool null() override { return put("null"); }
  bool boolean(bool value) override { return put(value ? "true" : "false"); }
  bool number_integer(std::int64_t value) override { return putNumber(value); }
  bool number_unsigned(std::uint64_t value) override { return putNumber(value); }
  bool number_float(double value, const std::string&) override {
    return std::isfinite(value) ? putNumber(value) : refuse("a number is not finite");
  }
  bool string(std::string& value) override { return putQuoted(value); }
  bool binary(binary_t&) override { return refuse("byte strings are not read"); }

  bool start_object(std::size_t) override { return open('{'); }
  bool key(std::string& name) override {
    if (!putQuoted(name)) return false;
    *out_ += ':';
    isFirst_ = true;  // no comma before its value
    return true;
  }
  bool end_object() override { return close('}'); }
  bool start_array(std::size_t) override { return open('['); }
  bool end_array() override { return close(']'); }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    return refuse("cannot be read at byte " + std::to_string(position - 1));  // the first byte is 1 to the library
  }

  [[nodiscard]] const std::string& reason() const noexcept { return reason_; }

private:
  void begin() {
    if (!isFirst_) *out_ += ',';
    isFirst_ = false;
  }
  bool put(std::string_view text) {
    begin();
    *out_ += text;
    return true;
  }
  bool putQuoted(std::string_view text) {
    if (!isUtf8(asBytes(text))) return refuse("a string is not UTF-8");
    begin();
    appendJsonQuoted(*out_, text);
    return true;
  }
  bool open(char bracket) {
    if (++depth_ > BinaryEventCodec::deepest)
      return refuse("nests deeper than " + std::to_string(BinaryEventCodec::deepest));
    begin();
    *out_ += bracket;
    isFirst_ = true;
    return true;
  }
  bool close(char bracket) {
    --depth_;
    *out_ += bracket;
    isFirst_ = false;
    return true;
  }
  template <class Number>
  bool putNumber(Number value) {
    std::array<char, 32> text;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return put(std::string_view(text.data(), static_cast<std::size_t>(end - text.data())));
  }
  bool refuse(std::string reason) {
    if (reason_.empty()) reason_ = std::move(reason);
    return false;
  }

  std::string* out_;
  std::string reason_;
  std::size_t depth_ = 0;
  bool isFirst_ = true;
};

std::string_view nameOf(BinaryFormat format) noexcept {
  return format == BinaryFormat::cbor ? "CBOR" : "MessagePack";
}

}  // namespace

BinaryEventCodec::BinaryEventCodec(BinaryFormat format) : format_(format) {}

std::variant<IncomingEvent, NoEvent> BinaryEventCodec::read(const WsMessage& message, JsonParser& parser) const {
  if (message.isText()) return NoEvent{"wants a binary message with " + std::string(nameOf(format_)) + ", got a text"};
  std::string text;
  TextWriter writer(text);
  const auto* const first = reinterpret_cast<const std::uint8_t*>(message.bytes().data());
  const auto format = format_ == BinaryFormat::cbor ? Json::input_format_t::cbor : Json::input_format_t::msgpack;
  if (!Json::sax_parse(first, first + message.size(), &writer, format))
    return NoEvent{std::string(nameOf(format_)) + ": " + writer.reason()};
  return JsonEventCodec().read(WsMessage(true, asBytes(text)), parser);
}

void BinaryEventCodec::write(std::string& out, const OutgoingEvent& event) const {
  std::string text;
  JsonEventCodec().write(text, event);
  const Json frame = Json::parse(text);
  if (format_ == BinaryFormat::cbor)
    Json::to_cbor(frame, out);
  else
    Json::to_msgpack(frame, out);
}

}  // namespace serinus
