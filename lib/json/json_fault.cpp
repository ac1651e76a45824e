#include <serinus/json/json_fault.hpp>

namespace serinus {

std::string_view text(JsonFaultReason reason) noexcept {
  switch (reason) {
    case JsonFaultReason::tooLarge:
      return "the JSON text is too large";
    case JsonFaultReason::tooDeep:
      return "arrays and objects are nested too deep";
    case JsonFaultReason::endsEarly:
      return "the JSON text ends early";
    case JsonFaultReason::unexpectedByte:
      return "this byte cannot stand here";
    case JsonFaultReason::afterEnd:
      return "something follows the JSON text";
    case JsonFaultReason::controlInString:
      return "a control character in a string must be escaped";
    case JsonFaultReason::badEscape:
      return "this escape is not known or is half of a surrogate pair";
    case JsonFaultReason::badUtf8:
      return "a string is not UTF-8";
    case JsonFaultReason::numberOutOfRange:
      return "a number is out of range";
  }
  return "the JSON text is not correct";
}

std::string JsonFault::message() const {
  std::string message = std::string(text(reason_)) + ", at byte " + std::to_string(offset_);
  if (!path_.empty()) message += ", in " + path_;
  return message;
}

}  // namespace serinus
