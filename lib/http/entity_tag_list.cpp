#include <serinus/base/ascii.hpp>
#include <serinus/http/entity_tag_list.hpp>

#include <algorithm>

namespace serinus::http {

namespace {

/// Takes the next member off `list`, empty ones passed over. Not `takeListItem`: a tag may hold commas, and a backslash
/// in it escapes nothing. What is no tag comes out as something that is none.
std::string_view takeTag(std::string_view& list) noexcept {
  list.remove_prefix(std::min(list.find_first_not_of(", \t"), list.size()));
  const std::size_t open = std::min(list.find_first_of("\","), list.size());
  const bool quoted = open < list.size() && list[open] == '"';
  const std::size_t close = quoted ? std::min(list.find('"', open + 1), list.size()) : open;
  const std::size_t end = std::min(list.find(',', close), list.size());
  const std::string_view tag = trim(list.substr(0, end));
  list.remove_prefix(end);
  return tag;
}

}  // namespace

std::optional<EntityTagList> EntityTagList::parse(std::string_view text) {
  EntityTagList list;
  if (trim(text) == "*") return list;
  for (std::string_view item = takeTag(text); !item.empty(); item = takeTag(text)) {
    std::optional<EntityTag> tag = EntityTag::parse(item);
    if (!tag || list.tags_.size() == maxTags) return std::nullopt;
    list.tags_.push_back(std::move(*tag));
  }
  if (list.tags_.empty()) return std::nullopt;
  return list;
}

std::optional<EntityTagList> EntityTagList::parse(const Fields& fields, std::string_view name) {
  std::string all;
  for (const std::string_view value : fields.getAll(name)) {
    if (!all.empty()) all += ',';
    all += value;
  }
  return parse(all);
}

bool EntityTagList::matchesStrongly(const EntityTag& tag) const noexcept {
  return std::ranges::any_of(tags_, [&](const EntityTag& one) { return one.matchesStrongly(tag); });
}

bool EntityTagList::matchesWeakly(const EntityTag& tag) const noexcept {
  return std::ranges::any_of(tags_, [&](const EntityTag& one) { return one.matchesWeakly(tag); });
}

}  // namespace serinus::http
