#include <serinus/di/type_id.hpp>

#include <cxxabi.h>

#include <cassert>
#include <cstdlib>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <typeindex>

namespace serinus::di {
namespace {

struct Registry {
  std::mutex mutex;
  std::map<std::type_index, TypeId> ids;
  std::deque<std::string> names;  // a deque: views of its elements last
};

Registry& registry() {
  static Registry registry;
  return registry;
}

void replaceAll(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

}  // namespace

TypeId registerType(const std::type_info& key, std::string_view name) {
  Registry& known = registry();
  const std::lock_guard lock(known.mutex);
  const auto [place, isNew] = known.ids.try_emplace(key, static_cast<TypeId>(known.names.size()));
  if (isNew) known.names.emplace_back(name);
  return place->second;
}

std::string_view typeName(TypeId id) {
  Registry& known = registry();
  const std::lock_guard lock(known.mutex);
  assert(id < known.names.size() && "a type id comes from typeId");
  return known.names[id];
}

std::string readableTypeName(const std::type_info& key) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> readable(abi::__cxa_demangle(key.name(), nullptr, nullptr, &status),
                                                             &std::free);
  if (readable == nullptr) return key.name();
  std::string name(readable.get());
  const std::size_t before = name.find('<') + 1;  // of TypeKey<...>
  name = name.substr(before, name.rfind('>') - before);
  while (name.ends_with(' ')) name.pop_back();
  replaceAll(name, "(anonymous namespace)::", "");
  replaceAll(name, "std::__cxx11::", "std::");
  replaceAll(name, "std::basic_string<char, std::char_traits<char>, std::allocator<char> >", "std::string");
  return name;
}

}  // namespace serinus::di
