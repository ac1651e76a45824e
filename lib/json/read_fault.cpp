#include <serinus/json/read_fault.hpp>

namespace serinus::json {

std::string ReadFault::message() const {
  std::string message = path_ + ": " + reason_;
  if (kind_ == FaultKind::syntax && offset_) message += ", at byte " + std::to_string(*offset_);
  return message;
}

}  // namespace serinus::json
