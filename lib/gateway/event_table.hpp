#pragma once

#include <serinus/gateway/event_call.hpp>
#include <serinus/pipeline/pipeline.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace serinus::gateway {

/// One event that a gateway handles.
struct RegisteredEvent {
  std::string name;
  std::unique_ptr<EventHandler> handler;
  StepList steps;               ///< its own, as declared
  pipeline::Pipeline pipeline;  ///< everything before it, from the start of the application on
};

/// The events of a gateway, by name. Filled by the gateway's constructor, then only read.
class EventTable {
public:
  /// @returns its steps, which stay where they are
  /// @throws std::invalid_argument  the name is empty, taken, or the protocol's own
  StepList& add(std::string name, std::unique_ptr<EventHandler> handler);

  [[nodiscard]] RegisteredEvent* find(std::string_view name) const noexcept;
  [[nodiscard]] bool empty() const noexcept { return events_.empty(); }

  template <class Visit>
  void forEach(Visit&& visit) const {
    for (const auto& [name, event] : events_) visit(*event);
  }

  /// The name that is most like `name`, or empty.
  [[nodiscard]] std::string_view nearest(std::string_view name) const noexcept;

private:
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const noexcept { return std::hash<std::string_view>()(name); }
  };
  std::unordered_map<std::string, std::unique_ptr<RegisteredEvent>, NameHash, std::equal_to<>> events_;
};

}  // namespace serinus::gateway
