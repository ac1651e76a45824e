#pragma once

#include "measures.hpp"
#include "options.hpp"

namespace load {

/// The time in which is measured, after the server has warmed up.
class Window {
public:
  explicit Window(const Options& options, Report& report);

  /// To be asked after each turn. Begins to measure when the server is warm: what the report says until then is
  /// forgotten. @returns whether all is measured
  [[nodiscard]] bool isOver();

private:
  void mark(double sign);

  Report& report_;
  const int pid_;
  const Clock::time_point start_;
  const Clock::time_point end_;
  bool isMeasuring_ = false;
};

}  // namespace load
