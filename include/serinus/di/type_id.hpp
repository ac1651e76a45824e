#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <typeinfo>

namespace serinus::di {

/// A small dense number for a type, the same in every shared object of the process.
using TypeId = std::uint32_t;

/// The number of the type that `key` stands for; a new one gets the next number and keeps `name`. Any thread.
[[nodiscard]] TypeId registerType(const std::type_info& key, std::string_view name);

/// The name a type was registered with; `id` comes from `typeId`.
[[nodiscard]] std::string_view typeName(TypeId id);

/// A type as a person writes it, from the key of it: no unnamed namespaces, `std::string` spelled so. The same with
/// every compiler, which the text of a function's signature is not.
[[nodiscard]] std::string readableTypeName(const std::type_info& key);

/// Complete for every `T`, so that a class that is only declared can have a number.
template <class T>
struct TypeKey {};

/// "ChatGateway", "chat::Store": for messages. Lives as long as the process.
template <class T>
std::string_view typeName() noexcept {
  static const std::string name = readableTypeName(typeid(TypeKey<T>));
  return name;
}

template <class T>
TypeId typeId() noexcept {
  static const TypeId id = registerType(typeid(TypeKey<T>), typeName<T>());
  return id;
}

}  // namespace serinus::di
