#pragma once

#include <serinus/serinus.hpp>

struct Price {
  std::string symbol;
  int cents = 0;
};

class Prices : public serinus::Topic<Price> {
public:
  Prices() : Topic("prices") {}
};

extern Prices& prices;
serinus::Task<> rebuild();
void use(const Price& price, const serinus::TopicCursor& cursor);
