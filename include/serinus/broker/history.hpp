#pragma once

#include <serinus/base/clock.hpp>

#include <chrono>
#include <cstddef>

namespace serinus {

/// How much of a topic is kept for subscribers that come back, or are slow: the newest events within all three bounds.
class History {
public:
  History() noexcept = default;

  /// Nothing is kept. A subscriber that comes back is told that it missed something, unless it did not.
  [[nodiscard]] static History none() noexcept { return History().count(0); }

  /// Events; 1,000 by default.
  History& count(std::size_t most) & noexcept {
    count_ = most;
    return *this;
  }
  History&& count(std::size_t most) && noexcept { return std::move(count(most)); }
  /// Since they were published; two minutes by default.
  History& age(Duration most) & noexcept {
    age_ = most;
    return *this;
  }
  History&& age(Duration most) && noexcept { return std::move(age(most)); }
  /// Of names and values as JSON text; 1 MiB by default. An event that is larger alone is not kept.
  History& bytes(std::size_t most) & noexcept {
    bytes_ = most;
    return *this;
  }
  History&& bytes(std::size_t most) && noexcept { return std::move(bytes(most)); }

  [[nodiscard]] std::size_t count() const noexcept { return count_; }
  [[nodiscard]] Duration age() const noexcept { return age_; }
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

private:
  std::size_t count_ = 1000;
  Duration age_ = std::chrono::minutes(2);
  std::size_t bytes_ = std::size_t{1024} * 1024;
};

}  // namespace serinus
