#pragma once

#include <serinus/di/type_id.hpp>

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace serinus {

class ExecutionContext;

namespace pipeline {

/// What is said of handlers for the steps before them to look at: values of the application's own classes, one of each,
/// or functions that make them of what waits at the door.
class Metadata {
public:
  using Value = std::shared_ptr<const void>;
  using Make = std::function<Value(ExecutionContext&)>;
  struct Entry {
    di::TypeId type;
    Value value;  ///< null where `make` makes it
    Make make;
  };

  template <class T>
  void add(T value) {
    entries_.push_back({di::typeId<T>(), std::make_shared<const T>(std::move(value)), nullptr});
  }
  template <class T, class F>
  void addComputed(F compute) {
    entries_.push_back({di::typeId<T>(), nullptr, [compute = std::move(compute)](ExecutionContext& context) -> Value {
                          return std::make_shared<const T>(compute(context));
                        }});
  }
  /// Behind those that are there: of two of a class the later one counts.
  void add(const Metadata& more) { entries_.insert(entries_.end(), more.entries_.begin(), more.entries_.end()); }

  /// Null where there is none.
  [[nodiscard]] const Entry* find(di::TypeId type) const noexcept {
    for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
      if (entry->type == type) return &*entry;
    }
    return nullptr;
  }

private:
  std::vector<Entry> entries_;
};

}  // namespace pipeline
}  // namespace serinus
