#pragma once

#include "json.hpp"

enum class Mood { calm, cheerful };

struct Say {
  std::string room;
  std::string text;
  std::optional<std::uint32_t> ttl;
  std::vector<std::string> tags;
  Mood mood = Mood::calm;
};

class Uuid {
public:
  static std::optional<Uuid> parse(std::string_view text);
  [[nodiscard]] std::string text() const;
};

void dispatch(std::string_view event, const Say& say);
