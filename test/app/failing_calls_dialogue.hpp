#pragma once

#include "failing_calls.hpp"

#include "applications.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <string>

namespace serinus::test {

inline std::ptrdiff_t descriptors() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
}

/// What a client does, and whether it went to its end as it should.
using Dialogue = std::function<bool(std::uint16_t port)>;

inline bool plays(const Dialogue& dialogue, std::uint16_t port) {
  try {
    return dialogue(port);
  } catch (const std::runtime_error&) {
    return false;  // no connection, or no upgrade
  }
}

/// Plays a dialogue with call 0, 1, 2, … of the server failing, until there are not so many. Then it must pass. Each
/// time the client is answered or let go without delay, others are served, and no descriptor is left.
/// @param choice    which of the errors that the call may have
/// @param isServed  asks as one of the others
template <class Root>
void failEverywhere(const ApplicationOptions& options, const Dialogue& dialogue, const Dialogue& isServed,
                    std::size_t choice) {
  constexpr std::size_t few = 5;
  for (std::size_t n = 0;; ++n) {
    const std::ptrdiff_t before = descriptors();
    std::string struck;
    bool passed = false;
    {
      auto app = Application::create<Root>(options);
      app.start();
      const Bystander clients;
      const auto began = std::chrono::steady_clock::now();
      {
        const FailingCall failing(n, choice);
        passed = plays(dialogue, app.port());
        struck = failing.struck();
      }
      SCOPED_TRACE("call " + std::to_string(n) + ", " + struck);
      ASSERT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5)) << "a client was left waiting";
      ASSERT_TRUE(plays(isServed, app.port()));
      app.stop();
    }
    ASSERT_EQ(descriptors(), before) << "call " << n << ", " << struck;
    if (!struck.empty()) continue;
    ASSERT_TRUE(passed);
    ASSERT_GT(n, few) << "the server hardly asks the system for anything";
    return;
  }
}

}  // namespace serinus::test
