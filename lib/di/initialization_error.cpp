#include <serinus/di/initialization_error.hpp>

#include <utility>

namespace serinus {

InitializationError::InitializationError(std::vector<std::string> faults)
    : faults_(std::move(faults)), text_("Initialization failed:") {
  for (std::size_t i = 0; i < faults_.size(); ++i) text_ += "\n  " + std::to_string(i + 1) + ". " + faults_[i];
}

}  // namespace serinus
