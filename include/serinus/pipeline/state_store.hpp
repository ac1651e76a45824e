#pragma once

#include <serinus/di/type_id.hpp>

#include <memory>
#include <utility>

namespace serinus::pipeline {

/// What an application keeps with one connection or request: at most one value of each type, in the order they came.
/// Empty it costs a pointer. Moving it leaves every value where it is.
class StateStore {
public:
  /// The value of type `T`, or null.
  template <class T>
  [[nodiscard]] T* find() const noexcept {
    const di::TypeId type = di::typeId<T>();
    for (Node* node = first_.get(); node != nullptr; node = node->next.get()) {
      if (node->type == type) return &static_cast<Holder<T>*>(node)->value;
    }
    return nullptr;
  }

  /// Makes the value of type `T`, in place of the one there was.
  template <class T, class... Arguments>
  T& emplace(Arguments&&... arguments) {
    if (T* const there = find<T>()) return *there = T(std::forward<Arguments>(arguments)...);
    auto holder = std::make_unique<Holder<T>>(std::forward<Arguments>(arguments)...);
    T& value = holder->value;
    holder->next = std::move(first_);
    first_ = std::move(holder);
    return value;
  }

  /// Takes the value of type `T` out, if there is one.
  template <class T>
  void erase() noexcept {
    erase(di::typeId<T>());
  }

  /// Takes over all values of another one; where there is one of the same type, it makes way.
  void takeOver(StateStore&& other) noexcept {
    std::unique_ptr<Node>* end = &other.first_;
    for (; *end != nullptr; end = &(*end)->next) erase((*end)->type);
    *end = std::move(first_);
    first_ = std::move(other.first_);
  }

private:
  struct Node {
    explicit Node(di::TypeId of) noexcept : type(of) {}
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
    virtual ~Node() = default;
    std::unique_ptr<Node> next;
    di::TypeId type;
  };
  template <class T>
  struct Holder final : Node {
    template <class... Arguments>
    explicit Holder(Arguments&&... arguments) : Node(di::typeId<T>()), value(std::forward<Arguments>(arguments)...) {}
    T value;
  };

  void erase(di::TypeId type) noexcept {
    for (std::unique_ptr<Node>* link = &first_; *link != nullptr; link = &(*link)->next) {
      if ((*link)->type != type) continue;
      const std::unique_ptr<Node> gone = std::move(*link);
      *link = std::move(gone->next);
      return;
    }
  }

  std::unique_ptr<Node> first_;
};

}  // namespace serinus::pipeline
