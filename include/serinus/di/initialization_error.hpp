#pragma once

#include <exception>
#include <string>
#include <vector>

namespace serinus {

/// The application is wired wrongly, or a part of it could not be made; thrown before a port opens.
///
/// It carries every fault that was found, each a sentence with the chain of names and what to do about it.
class InitializationError : public std::exception {
public:
  explicit InitializationError(std::vector<std::string> faults);

  [[nodiscard]] const std::vector<std::string>& faults() const noexcept { return faults_; }

  /// "Initialization failed:" and a numbered line for each fault.
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

private:
  std::vector<std::string> faults_;
  std::string text_;
};

namespace di {

/// What an exception says of itself.
[[nodiscard]] std::string causeText(const std::exception_ptr& cause);

}  // namespace di
}  // namespace serinus
