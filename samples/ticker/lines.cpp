#include "lines.hpp"

#include <utility>

namespace ticker {

using serinus::Loop;

Lines::Line Lines::add(const std::string& page, Cut cut) {
  auto line = std::make_shared<const Cut>(std::move(cut));
  const std::lock_guard lock(mutex_);
  std::erase_if(lines_, [](const auto& other) { return other.second.cut.expired(); });
  lines_.emplace(page, Entry{Loop::current(), line});
  return line;
}

std::size_t Lines::cut(const std::string& page) {
  const std::lock_guard lock(mutex_);
  std::size_t count = 0;
  const auto [first, last] = lines_.equal_range(page);
  for (auto line = first; line != last; ++line) {
    if (line->second.cut.expired()) continue;
    ++count;
    line->second.loop->post([cut = line->second.cut] {
      if (const Line kept = cut.lock()) (*kept)();
    });
  }
  return count;
}

}  // namespace ticker
