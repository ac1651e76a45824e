#include "di/wiring.hpp"

#include <algorithm>
#include <cstdint>

namespace serinus::di {
namespace {

class CircleSearch {
public:
  CircleSearch(std::size_t size, const std::vector<std::vector<std::size_t>>& next) : next_(next), state_(size) {}

  void visit(std::size_t place) {
    state_[place] = State::onPath;
    path_.push_back(place);
    for (const std::size_t other : next_[place]) {
      if (state_[other] == State::onPath)
        keepCircleFrom(other);
      else if (state_[other] == State::unseen)
        visit(other);
    }
    path_.pop_back();
    state_[place] = State::done;
  }

  [[nodiscard]] bool isUnseen(std::size_t place) const { return state_[place] == State::unseen; }
  [[nodiscard]] std::vector<std::vector<std::size_t>>& circles() noexcept { return circles_; }

private:
  enum class State : std::uint8_t { unseen, onPath, done };

  void keepCircleFrom(std::size_t place) {
    std::vector<std::size_t> circle(std::find(path_.begin(), path_.end(), place), path_.end());
    std::rotate(circle.begin(), std::min_element(circle.begin(), circle.end()), circle.end());
    circle.push_back(circle.front());
    if (std::find(circles_.begin(), circles_.end(), circle) == circles_.end()) circles_.push_back(std::move(circle));
  }

  const std::vector<std::vector<std::size_t>>& next_;
  std::vector<State> state_;
  std::vector<std::size_t> path_;
  std::vector<std::vector<std::size_t>> circles_;
};

}  // namespace

std::vector<std::vector<std::size_t>> findCircles(std::size_t size, const std::vector<std::vector<std::size_t>>& next) {
  CircleSearch search(size, next);
  for (std::size_t place = 0; place < size; ++place) {
    if (search.isUnseen(place)) search.visit(place);
  }
  return std::move(search.circles());
}

}  // namespace serinus::di
