#include <serinus/base/utf8.hpp>
#include <serinus/ws/close_code.hpp>

namespace serinus::ws {

std::string_view fittingCloseReason(std::string_view reason) noexcept {
  reason = reason.substr(0, maxCloseReason);
  Utf8Validator validator;
  std::size_t whole = 0;
  for (std::size_t i = 0; i < reason.size() && validator.feed(asBytes(reason.substr(i, 1))); ++i) {
    if (validator.complete()) whole = i + 1;
  }
  return reason.substr(0, whole);
}

}  // namespace serinus::ws
