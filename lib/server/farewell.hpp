#pragma once

#include <serinus/base/clock.hpp>
#include <serinus/ws/close_code.hpp>

#include <string>

namespace serinus::server {

/// How a WebSocket connection ends, once that is known.
struct Farewell {
  CloseCode code = CloseCode::abnormal;
  std::string reason{};
  TimePoint by = TimePoint::max();  // then nothing more is waited for
};

}  // namespace serinus::server
