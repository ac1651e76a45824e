#include "server/memory_watch.hpp"

#include "server/shedding.hpp"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

namespace serinus::server {

namespace {

// At most such a part of the loop's time is spent on what the allocator has to say.
constexpr int idleShare = 20;

std::string_view consequence(OverloadLevel level) noexcept {
  switch (level) {
    case OverloadLevel::normal:
      break;
    case OverloadLevel::strained:
      return "clients have a quarter of their time, nothing more is compressed";
    case OverloadLevel::refusing:
      return "new requests and upgrades are answered with 503";
    case OverloadLevel::shedding:
      return "clients for whom the most is held are ended";
  }
  return "all are served again as before";
}

std::string mebibytes(std::uint64_t bytes) {
  return std::to_string(bytes / (std::uint64_t{1024} * 1024));
}

}  // namespace

/// One time of ending clients: each loop says what it holds for its own, then each hears how many of them are to go.
/// Touched on the first loop, but for what never changes.
class MemoryWatch::Round : public std::enable_shared_from_this<Round> {
public:
  Round(std::vector<Part> parts, std::uint64_t wanted)
      : parts_(std::move(parts)), wanted_(wanted), held_(parts_.size()), missing_(parts_.size()) {}

  void ask() {
    for (std::size_t i = 0; i < parts_.size(); ++i)
      parts_[i].loop->post([round = shared_from_this(), i] { round->report(i); });
  }

  /// It is not wanted any more; what loops still report is not looked at.
  void callOff() noexcept { isDecided_ = true; }

  /// With what is known: a loop that has not answered by now is busy.
  void decide() {
    if (std::exchange(isDecided_, true)) return;
    const std::vector<std::size_t> counts = chooseLargest(held_, wanted_);
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      if (counts[i] > 0)
        parts_[i].loop->post([server = parts_[i].server, count = counts[i]] { quietly([&] { server->shed(count); }); });
    }
  }

private:
  /// Without the memory for it the next round does it.
  template <class Work>
  static void quietly(Work work) noexcept {
    try {
      work();
    } catch (const std::exception&) {
    }
  }

  /// On the loop that is asked.
  void report(std::size_t part) noexcept {
    quietly([&] {
      parts_.front().loop->post([round = shared_from_this(), part, held = parts_[part].server->mostHeld()]() mutable {
        quietly([&] { round->take(part, std::move(held)); });
      });
    });
  }

  void take(std::size_t part, std::vector<std::size_t> held) {
    held_[part] = std::move(held);
    if (--missing_ == 0) decide();
  }

  const std::vector<Part> parts_;
  const std::uint64_t wanted_;
  std::vector<std::vector<std::size_t>> held_;
  std::size_t missing_;
  bool isDecided_ = false;
};

MemoryWatch::MemoryWatch(std::uint64_t budget, std::unique_ptr<MemorySource> source, std::vector<Part> parts,
                         MemoryGauge& gauge, Listeners listeners)
    : pressure_(budget),
      source_(std::move(source)),
      parts_(std::move(parts)),
      gauge_(&gauge),
      listeners_(std::move(listeners)) {}

MemoryWatch::~MemoryWatch() {
  if (round_) round_->callOff();
}

void MemoryWatch::start() {
  core().addTimer(*this, core().time() + interval);
  look();
}

void MemoryWatch::onTimer() noexcept {
  core().addTimer(*this, core().time() + interval);
  try {
    look();
  } catch (const std::exception&) {  // no memory: the next look may find some
  }
}

void MemoryWatch::look() {
  const auto used = this->used();
  if (!used) return;
  const OverloadLevel level = pressure_.judge(*used);
  gauge_->tell({level, *used, pressure_.budget()});
  if (level != told_) {
    log(level, *used);
    tellLevel(level);
  }
  if (level == OverloadLevel::shedding) return shed(pressure_.excess(*used));
  if (const auto round = std::exchange(round_, nullptr)) round->callOff();
}

// What was freed the allocator keeps: it is there for what comes next. To count it would be to refuse for good after
// one peak.
std::optional<std::uint64_t> MemoryWatch::used() {
  const auto resident = source_->resident();
  if (!resident || *resident < pressure_.least()) {
    idle_ = 0;
    return resident;
  }
  if (const TimePoint begin = core().time(); begin >= idleUntil_) {
    idle_ = source_->idle(*resident);
    idleUntil_ = begin + (core().time() - begin) * idleShare;
  }
  return *resident - std::min(*resident, idle_);
}

void MemoryWatch::tellLevel(OverloadLevel level) {
  for (const Part& part : parts_) {
    part.loop->post([server = part.server, level] { server->setOverload(level); });
  }
  if (listeners_.onLevel) listeners_.onLevel(level);
  told_ = level;
}

void MemoryWatch::log(OverloadLevel level, std::uint64_t used) const {
  const LogLevel severity = level > told_ ? LogLevel::warning : LogLevel::info;
  if (!listeners_.logger->keeps(severity)) return;
  const std::uint64_t budget = pressure_.budget();
  std::string line =
      "memory: " + mebibytes(used) + " of " + mebibytes(budget) + " MiB are used (" +
      std::to_string(static_cast<std::uint64_t>(100.0 * static_cast<double>(used) / static_cast<double>(budget))) +
      " %), " + std::string(name(level)) + ": ";
  line += consequence(level);
  if (level > told_)
    line += "; raise memoryBudget where there is more, or lower connections.total and what may wait for each";
  listeners_.logger->log(severity, "serinus", line);
}

void MemoryWatch::shed(std::uint64_t bytes) {
  if (round_) round_->decide();
  round_ = std::make_shared<Round>(parts_, bytes);
  round_->ask();
}

}  // namespace serinus::server
