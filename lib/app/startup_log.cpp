#include "app/startup_log.hpp"

#include <algorithm>
#include <string_view>

namespace serinus::app {

namespace {

constexpr std::size_t kindWidth = 9;  // "gateway" and two spaces

std::string padded(std::string_view text, std::size_t width) {
  std::string column(text);
  column.resize(std::max(width, text.size()), ' ');
  return column;
}

/// The library's own modules by the name that users write.
std::string_view shortName(std::string_view name) {
  constexpr std::string_view own = "serinus::";
  return name.starts_with(own) ? name.substr(own.size()) : name;
}

std::string moduleLine(const di::ModuleGraph& graph, std::size_t index) {
  const di::ModuleDeclaration& module = graph.module(index);
  std::string line = padded("module", kindWidth);
  line.append(shortName(module.name)).append(module.global ? " (global)" : "");
  for (std::size_t i = 0; i < module.imports.size(); ++i)
    line.append(i == 0 ? " → " : ", ").append(shortName(graph.module(module.imports[i]).name));
  return line;
}

std::string_view text(ServedPath::Kind kind) {
  switch (kind) {
    case ServedPath::Kind::route:
      return "route";
    case ServedPath::Kind::stream:
      return "stream";
    case ServedPath::Kind::gateway:
      return "gateway";
  }
  return {};
}

}  // namespace

std::vector<std::string> startupLines(const di::ModuleGraph& graph, std::size_t modules,
                                      const std::vector<ServedPath>& paths) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < modules; ++i) lines.push_back(moduleLine(graph, i));
  std::size_t methodWidth = 0;
  std::size_t pathWidth = 0;
  for (const ServedPath& served : paths) {
    methodWidth = std::max(methodWidth, served.method.size() + 1);
    pathWidth = std::max(pathWidth, served.path.size() + 2);
  }
  for (const auto kind : {ServedPath::Kind::route, ServedPath::Kind::stream, ServedPath::Kind::gateway}) {
    for (const ServedPath& served : paths) {
      if (served.kind != kind) continue;
      lines.push_back(padded(text(kind), kindWidth) + padded(served.method, methodWidth) +
                      padded(served.path, pathWidth) + served.by + served.scope +
                      (served.port == 0 ? "" : ", on port " + std::to_string(served.port)));
    }
  }
  return lines;
}

}  // namespace serinus::app
