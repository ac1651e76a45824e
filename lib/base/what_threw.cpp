#include "base/what_threw.hpp"

namespace serinus {

std::string whatThrew(std::string_view who, const std::exception_ptr& fault) {
  try {
    std::rethrow_exception(fault);
  } catch (const std::exception& exception) {
    return std::string(who) + " threw: " + exception.what();
  } catch (...) {
    return std::string(who) + " threw something that is no std::exception";
  }
}

void logWhatThrew(Logger& logger, std::string_view where, std::string_view who,
                  const std::exception_ptr& fault) noexcept {
  try {
    logger.error(where, whatThrew(who, fault));
  } catch (...) {
  }
}

}  // namespace serinus
