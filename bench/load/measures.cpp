#include "measures.hpp"

#include <algorithm>
#include <bit>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace load {

void Latencies::add(Clock::duration time) noexcept {
  const auto nanoseconds = static_cast<std::uint64_t>(std::max<Clock::rep>(time.count(), 1));
  const auto power = static_cast<std::size_t>(std::bit_width(nanoseconds) - 1);
  const std::uint64_t rest = nanoseconds - (std::uint64_t{1} << power);
  const auto step = static_cast<std::size_t>(power >= 5 ? rest >> (power - 5) : rest << (5 - power));
  ++counts_[power * steps + step];
  ++total_;
}

double Latencies::percentile(double share) const noexcept {
  const auto wanted = static_cast<std::uint64_t>(share * static_cast<double>(total_));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    if (seen <= wanted) continue;
    const double base = static_cast<double>(std::uint64_t{1} << (i / steps));
    return base * (1 + static_cast<double>(i % steps) / steps) / 1000;
  }
  return 0;
}

double processorTime(int pid) {
  double seconds = 0;
  std::error_code none;
  for (const auto& thread : std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/task", none)) {
    double nanoseconds = 0;
    std::ifstream(thread.path() / "schedstat") >> nanoseconds;
    seconds += nanoseconds / 1e9;
  }
  return seconds;
}

std::size_t privateMemory(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/smaps_rollup");
  std::size_t kib = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("Private_", 0) != 0) continue;
    std::istringstream words(line);
    std::string name;
    std::size_t some = 0;
    words >> name >> some;
    kib += some;
  }
  return kib * 1024;
}

std::string toJson(const Report& report) {
  std::ostringstream text;
  const auto perMessage = [&](double seconds) {
    return report.messages == 0 ? 0 : seconds * 1e6 / static_cast<double>(report.messages);
  };
  text << R"({"kind":")" << report.kind << R"(","messages":)" << report.messages << R"(,"errors":)" << report.errors
       << R"(,"seconds":)" << report.seconds << R"(,"serverMicroseconds":)" << perMessage(report.serverSeconds)
       << R"(,"clientMicroseconds":)" << perMessage(report.clientSeconds) << R"(,"latency":{"p50":)"
       << report.latencies.percentile(0.5) << R"(,"p99":)" << report.latencies.percentile(0.99) << R"(,"p99.9":)"
       << report.latencies.percentile(0.999) << "}}";
  return text.str();
}

}  // namespace load
