#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace serinus::transport {

/// Which of several certificates belongs to the host that a client asks for (RFC 6066, 3): a value.
///
/// A name is whole (`example.com`), or has `*` in place of its first label and then stands for every name with one
/// label there (RFC 6125, 6.4.3); a whole one is preferred. Case makes no difference, nor does a dot at the end.
class ServerNames {
public:
  [[nodiscard]] static bool isName(std::string_view name) noexcept;

  /// Of a name that was added before, the first certificate stays.
  void add(std::string_view name, std::size_t certificate);

  [[nodiscard]] std::optional<std::size_t> find(std::string_view host) const;

private:
  std::unordered_map<std::string, std::size_t> certificates_;  // by name
};

}  // namespace serinus::transport
