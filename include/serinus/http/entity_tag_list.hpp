#pragma once

#include <serinus/http/entity_tag.hpp>
#include <serinus/http/fields.hpp>

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace serinus::http {

/// The value of If-Match or If-None-Match: `*`, or tags (RFC 9110, 13.1.1 and 13.1.2).
class EntityTagList {
public:
  static constexpr std::size_t maxTags = 256;

  /// @return nothing unless `text` is `*` alone, or a list of one to `maxTags` tags
  [[nodiscard]] static std::optional<EntityTagList> parse(std::string_view text);

  /// All fields of that name as one list (RFC 9110, 5.3); nothing when there is none, too.
  [[nodiscard]] static std::optional<EntityTagList> parse(const Fields& fields, std::string_view name);

  /// It is `*`: whatever state there is.
  [[nodiscard]] bool any() const noexcept { return tags_.empty(); }
  [[nodiscard]] const std::vector<EntityTag>& tags() const noexcept { return tags_; }

  /// Whether one of the tags does; no for `*`.
  [[nodiscard]] bool matchesStrongly(const EntityTag& tag) const noexcept;
  [[nodiscard]] bool matchesWeakly(const EntityTag& tag) const noexcept;

private:
  std::vector<EntityTag> tags_;
};

}  // namespace serinus::http
