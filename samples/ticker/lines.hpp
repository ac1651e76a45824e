#pragma once

#include <serinus/runtime/loop.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace ticker {

/// The connections of each page, for those who want to cut them: a page says on each of them who it is. It is locked,
/// so that the application may have several threads.
class Lines {
public:
  using Cut = std::function<void()>;
  /// To be kept as long as the connection lives, and given up on its loop.
  using Line = std::shared_ptr<const Cut>;

  /// @param cut  is called on the loop that this is called on, as long as the line is kept
  [[nodiscard]] Line add(const std::string& page, Cut cut);

  /// @returns how many connections of this page are cut now, or soon
  std::size_t cut(const std::string& page);

private:
  struct Entry {
    serinus::Loop* loop;
    std::weak_ptr<const Cut> cut;
  };
  std::mutex mutex_;
  std::multimap<std::string, Entry> lines_;
};

}  // namespace ticker
