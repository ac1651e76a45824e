#include <serinus/di/initialization_error.hpp>

#include <utility>

namespace serinus {

InitializationError::InitializationError(std::vector<std::string> faults)
    : faults_(std::move(faults)), text_("Initialization failed:") {
  for (std::size_t i = 0; i < faults_.size(); ++i) text_ += "\n  " + std::to_string(i + 1) + ". " + faults_[i];
}

namespace di {

std::string causeText(const std::exception_ptr& cause) {
  try {
    std::rethrow_exception(cause);
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "it threw something that is not a std::exception";
  }
}

}  // namespace di
}  // namespace serinus
