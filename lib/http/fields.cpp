#include <serinus/base/ascii.hpp>
#include <serinus/http/fields.hpp>
#include <serinus/http/grammar.hpp>

#include <algorithm>
#include <cstring>
#include <functional>
#include <limits>
#include <new>
#include <utility>

namespace serinus {

namespace {

void check(std::string_view name, std::string_view value) {
  if (!isToken(name)) throw InvalidFieldError("a field name is one or more token characters (RFC 9110, 5.1)");
  if (!http::isFieldValue(value)) {
    throw InvalidFieldError("the value of the field " + std::string(name) + " has a control byte (RFC 9110, 5.5)");
  }
}

}  // namespace

Fields::Fields(const Fields& other) {
  *this = other;
}

Fields::Fields(Fields&& other) noexcept
    : block_(std::move(other.block_)),
      textSize_(std::exchange(other.textSize_, 0)),
      count_(std::exchange(other.count_, 0)) {}

Fields& Fields::operator=(const Fields& other) {
  if (this == &other) return *this;
  clear();
  reserve(other.textSize_, other.count_);
  if (other.count_ == 0) return *this;
  std::memcpy(block_.data(), other.block_.data(), other.textSize_);
  const std::size_t entries = other.count_ * sizeof(Entry);
  std::memcpy(block_.data() + block_.size() - entries, other.block_.data() + other.block_.size() - entries, entries);
  textSize_ = other.textSize_;
  count_ = other.count_;
  return *this;
}

Fields& Fields::operator=(Fields&& other) noexcept {
  block_ = std::move(other.block_);
  textSize_ = std::exchange(other.textSize_, 0);
  count_ = std::exchange(other.count_, 0);
  return *this;
}

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
  if (first == count_) return append(name, value);
  for (std::size_t i = find(name, first + 1); i < count_; i = find(name, i)) erase(i);
  replaceValue(first, value);
}

std::size_t Fields::remove(std::string_view name) {
  std::size_t removed = 0;
  const std::string kept(holds(name) ? name : std::string_view{});
  if (!kept.empty()) name = kept;
  for (std::size_t i = find(name, 0); i < count_; i = find(name, i)) {
    erase(i);
    ++removed;
  }
  return removed;
}

void Fields::clear() noexcept {
  textSize_ = 0;
  count_ = 0;
}

std::optional<std::string_view> Fields::get(std::string_view name) const noexcept {
  const std::size_t index = find(name, 0);
  if (index == count_) return std::nullopt;
  return (*this)[index].value;
}

std::vector<std::string_view> Fields::getAll(std::string_view name) const {
  std::vector<std::string_view> values;
  for (std::size_t i = find(name, 0); i < count_; i = find(name, i + 1)) values.push_back((*this)[i].value);
  return values;
}

std::size_t Fields::count(std::string_view name) const noexcept {
  std::size_t found = 0;
  for (std::size_t i = find(name, 0); i < count_; i = find(name, i + 1)) ++found;
  return found;
}

bool Fields::listHas(std::string_view name, std::string_view token) const noexcept {
  for (std::size_t i = find(name, 0); i < count_; i = find(name, i + 1)) {
    if (http::listHas((*this)[i].value, token)) return true;
  }
  return false;
}

void Fields::openField() {
  reserve(0, 1);
  ::new (&entry(count_)) Entry{textSize_, 0, 0};
  ++count_;
}

void Fields::growName(std::string_view piece) {
  reserve(piece.size(), 0);
  write(piece);
  entry(count_ - 1).nameSize += static_cast<std::uint32_t>(piece.size());
}

void Fields::growValue(std::string_view piece) {
  reserve(piece.size(), 0);
  write(piece);
  entry(count_ - 1).valueSize += static_cast<std::uint32_t>(piece.size());
}

void Fields::closeField() noexcept {
  Entry& last = entry(count_ - 1);
  while (last.valueSize > 0 && (block_.data()[textSize_ - 1] == ' ' || block_.data()[textSize_ - 1] == '\t')) {
    --textSize_;
    --last.valueSize;
  }
}

std::size_t Fields::find(std::string_view name, std::size_t from) const noexcept {
  for (std::size_t i = from; i < count_; ++i) {
    if (entry(i).nameSize != name.size()) continue;
    if (equalsIgnoreCase((*this)[i].name, name)) return i;
  }
  return count_;
}

bool Fields::holds(std::string_view view) const noexcept {
  const std::less_equal<const char*> notAfter;
  return notAfter(block_.data(), view.data()) && notAfter(view.data(), block_.data() + textSize_);
}

void Fields::append(std::string_view name, std::string_view value) {
  reserve(name.size() + value.size(), 1);
  ::new (&entry(count_))
      Entry{textSize_, static_cast<std::uint32_t>(name.size()), static_cast<std::uint32_t>(value.size())};
  ++count_;
  write(name);
  write(value);
}

void Fields::erase(std::size_t index) noexcept {
  const Entry gone = entry(index);
  const std::size_t size = gone.nameSize + gone.valueSize;
  resizeText(gone.at + size, size, 0, index + 1);
  for (std::size_t i = index; i + 1 < count_; ++i) entry(i) = entry(i + 1);
  --count_;
}

void Fields::replaceValue(std::size_t index, std::string_view value) {
  const std::size_t old = entry(index).valueSize;
  if (value.size() > old) reserve(value.size() - old, 0);
  Entry& changed = entry(index);
  const std::size_t at = changed.at + changed.nameSize;
  if (value.size() != old) resizeText(at + old, old, value.size(), index + 1);
  if (!value.empty()) std::memcpy(block_.data() + at, value.data(), value.size());
  changed.valueSize = static_cast<std::uint32_t>(value.size());
}

/// Makes room for `added` bytes where `removed` bytes end, by moving the text of the entries from `behind` on.
void Fields::resizeText(std::size_t end, std::size_t removed, std::size_t added, std::size_t behind) noexcept {
  std::memmove(block_.data() + end - removed + added, block_.data() + end, textSize_ - end);
  const auto moved = [&](std::uint32_t at) { return static_cast<std::uint32_t>(at - removed + added); };
  textSize_ = moved(textSize_);
  for (std::size_t i = behind; i < count_; ++i) entry(i).at = moved(entry(i).at);
}

/// Makes room for that much more of both.
void Fields::grow(std::size_t text, std::size_t entries) {
  constexpr std::size_t first = 240;  // for what most messages have
  constexpr std::size_t most = std::numeric_limits<std::uint32_t>::max() - alignof(Entry);
  const std::size_t needed = textSize_ + text + (count_ + entries) * sizeof(Entry);
  if (text > most || needed > most) throw std::length_error("the fields of a message take more than 4 GiB");
  resize(std::max({first, needed, std::min(std::size_t{2} * block_.size(), most)}));
}

void Fields::shrinkToFit() {
  const std::size_t needed = textSize_ + count_ * sizeof(Entry);
  if (needed + alignof(Entry) <= block_.size()) resize(needed);
}

/// Moves what there is to a block of so many bytes, or as many more as its entries are to be aligned.
void Fields::resize(std::size_t atLeast) {
  const std::size_t capacity = (atLeast + alignof(Entry) - 1) / alignof(Entry) * alignof(Entry);
  RecycledBlock block(static_cast<std::uint32_t>(capacity));
  if (count_ > 0) {
    const std::size_t kept = count_ * sizeof(Entry);
    std::memcpy(block.data(), block_.data(), textSize_);
    std::memcpy(block.data() + capacity - kept, block_.data() + block_.size() - kept, kept);
  }
  block_ = std::move(block);
}

/// Where room for it was made.
void Fields::write(std::string_view text) noexcept {
  if (!text.empty()) std::memcpy(block_.data() + textSize_, text.data(), text.size());
  textSize_ += static_cast<std::uint32_t>(text.size());
}

}  // namespace serinus
