#pragma once

#include "app/module_tree.hpp"
#include "app/mounting.hpp"
#include "app/requirements.hpp"

#include <serinus/di/container.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace serinus::app {

/// Puts an application together, on its first loop: its modules, then everything they provide, then what it serves.
///
/// All that can be found out at one step is in one error: first what is wrong with options, modules and wiring, where
/// nothing was made yet; then what could not be made, with what is wrong with the serving of the rest.
class Assembly {
public:
  Assembly(const ApplicationOptions& options, std::shared_ptr<Logger> logger)
      : options_(options), logger_(std::move(logger)) {}
  Assembly(const Assembly&) = delete;
  Assembly& operator=(const Assembly&) = delete;

  /// @param faults  what is known to be wrong already
  /// @throws InitializationError
  [[nodiscard]] Task<> make(const ModuleImport& root, std::vector<std::string> faults, std::vector<Loop*> loops);

  /// @throws InitializationError
  void mountAll();

  [[nodiscard]] const di::Container& container() const { return *container_; }
  [[nodiscard]] const Mounted& mounted() const noexcept { return mounted_; }
  /// What it consists of, for the log.
  [[nodiscard]] std::vector<std::string> lines() const;

private:
  [[nodiscard]] di::ModuleGraph wire(std::vector<std::string> faults) const;
  [[nodiscard]] Task<> makeOne(std::size_t step);

  const ApplicationOptions& options_;
  std::shared_ptr<Logger> logger_;
  std::vector<Loop*> loops_;
  ModuleTree tree_;
  std::optional<Requirements> requirements_;
  std::optional<di::Container> container_;
  std::vector<std::string> failures_;
  Mounted mounted_;  // last: it refers to what the container holds
};

}  // namespace serinus::app
