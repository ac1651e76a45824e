#include <serinus/base/ascii.hpp>
#include <serinus/http/fields.hpp>
#include <serinus/http/grammar.hpp>

#include <functional>

namespace serinus {

namespace {

void check(std::string_view name, std::string_view value) {
  if (!isToken(name)) throw InvalidFieldError("a field name is one or more token characters (RFC 9110, 5.1)");
  if (!http::isFieldValue(value)) {
    throw InvalidFieldError("the value of the field " + std::string(name) + " has a control byte (RFC 9110, 5.5)");
  }
}

}  // namespace

Fields::Fields(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
  for (const auto& [name, value] : fields) add(name, value);
}

void Fields::add(std::string_view name, std::string_view value) {
  check(name, value);
  if (holds(name) || holds(value)) return append(std::string(name), std::string(value));
  append(name, value);
}

void Fields::set(std::string_view name, std::string_view value) {
  if (holds(name) || holds(value)) return set(std::string(name), std::string(value));
  check(name, value);
  const std::size_t first = find(name, 0);
  if (first == entries_.size()) return append(name, value);

  for (std::size_t i = find(name, first + 1); i < entries_.size(); i = find(name, i)) erase(i);
  Entry& entry = entries_[first];
  const std::size_t old = entry.valueSize;
  if (first + 1 == entries_.size()) {  // nothing has to move
    text_.resize(entry.at + entry.nameSize);
    text_.append(value);
    entry.valueSize = static_cast<std::uint32_t>(value.size());
    return;
  }
  text_.replace(entry.at + entry.nameSize, old, value);
  entry.valueSize = static_cast<std::uint32_t>(value.size());
  shiftFrom(first + 1, old, value.size());
}

std::size_t Fields::remove(std::string_view name) {
  std::size_t removed = 0;
  const std::string kept(holds(name) ? name : std::string_view{});
  if (!kept.empty()) name = kept;
  for (std::size_t i = find(name, 0); i < entries_.size(); i = find(name, i)) {
    erase(i);
    ++removed;
  }
  return removed;
}

void Fields::clear() noexcept {
  text_.clear();
  entries_.clear();
}

std::optional<std::string_view> Fields::get(std::string_view name) const noexcept {
  const std::size_t index = find(name, 0);
  if (index == entries_.size()) return std::nullopt;
  return (*this)[index].value;
}

std::vector<std::string_view> Fields::getAll(std::string_view name) const {
  std::vector<std::string_view> values;
  for (std::size_t i = find(name, 0); i < entries_.size(); i = find(name, i + 1)) values.push_back((*this)[i].value);
  return values;
}

std::size_t Fields::count(std::string_view name) const noexcept {
  std::size_t found = 0;
  for (std::size_t i = find(name, 0); i < entries_.size(); i = find(name, i + 1)) ++found;
  return found;
}

bool Fields::listHas(std::string_view name, std::string_view token) const noexcept {
  for (std::size_t i = find(name, 0); i < entries_.size(); i = find(name, i + 1)) {
    if (http::listHas((*this)[i].value, token)) return true;
  }
  return false;
}

void Fields::openField() {
  entries_.push_back({static_cast<std::uint32_t>(text_.size()), 0, 0});
}

void Fields::growName(std::string_view piece) {
  text_ += piece;
  entries_.back().nameSize += static_cast<std::uint32_t>(piece.size());
}

void Fields::growValue(std::string_view piece) {
  text_ += piece;
  entries_.back().valueSize += static_cast<std::uint32_t>(piece.size());
}

void Fields::closeField() noexcept {
  while (entries_.back().valueSize > 0 && (text_.back() == ' ' || text_.back() == '\t')) {
    text_.pop_back();
    --entries_.back().valueSize;
  }
}

std::size_t Fields::find(std::string_view name, std::size_t from) const noexcept {
  for (std::size_t i = from; i < entries_.size(); ++i) {
    if (entries_[i].nameSize != name.size()) continue;
    if (equalsIgnoreCase((*this)[i].name, name)) return i;
  }
  return entries_.size();
}

bool Fields::holds(std::string_view view) const noexcept {
  const std::less_equal<const char*> notAfter;
  return notAfter(text_.data(), view.data()) && notAfter(view.data(), text_.data() + text_.size());
}

void Fields::append(std::string_view name, std::string_view value) {
  if (entries_.capacity() == 0) {  // grown from nothing they would take a block for each of the first fields
    entries_.reserve(8);
    text_.reserve(128);
  }
  const auto at = static_cast<std::uint32_t>(text_.size());
  text_.append(name).append(value);
  entries_.push_back({at, static_cast<std::uint32_t>(name.size()), static_cast<std::uint32_t>(value.size())});
}

void Fields::erase(std::size_t index) {
  const Entry entry = entries_[index];
  const std::size_t size = entry.nameSize + entry.valueSize;
  text_.erase(entry.at, size);
  entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(index));
  shiftFrom(index, size, 0);
}

void Fields::shiftFrom(std::size_t index, std::size_t removed, std::size_t added) noexcept {
  for (; index < entries_.size(); ++index) {
    entries_[index].at = static_cast<std::uint32_t>(entries_[index].at + added - removed);
  }
}

}  // namespace serinus
