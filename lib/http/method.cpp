#include <serinus/http/method.hpp>

#include <array>

namespace serinus {

namespace {

constexpr std::array<std::string_view, methodCount> names{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

}  // namespace

std::string_view name(Method method) noexcept {
  return names[static_cast<std::size_t>(method)];
}

std::optional<Method> methodNamed(std::string_view name) noexcept {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<Method>(i);
  }
  return std::nullopt;
}

std::string MethodSet::text() const {
  std::string list;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!contains(static_cast<Method>(i))) continue;
    if (!list.empty()) list += ", ";
    list += names[i];
  }
  return list;
}

}  // namespace serinus
