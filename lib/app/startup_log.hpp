#pragma once

#include "app/mounting.hpp"

#include <serinus/di/module_graph.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace serinus::app {

/// The lines that say what an application consists of, in columns: its first `modules` modules with what they import,
/// then its routes, event streams and gateways.
[[nodiscard]] std::vector<std::string> startupLines(const di::ModuleGraph& graph, std::size_t modules,
                                                    const std::vector<ServedPath>& paths);

}  // namespace serinus::app
