#pragma once

// What the examples of docs/guide/server-sent-events.md speak of.
#include <serinus/serinus.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct Tick {
  std::string symbol;
  double price = 0;
};

class AuthGuard : public serinus::Guard {
public:
  serinus::Task<bool> canActivate(serinus::ExecutionContext& context) override;
};

extern serinus::SseEmitter& emitter;

bool hasSection(std::string_view name);
std::string nextToken(std::string_view prompt);
void log(std::string_view what, std::size_t count);
