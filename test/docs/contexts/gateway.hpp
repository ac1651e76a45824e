#pragma once

#include <serinus/serinus.hpp>

// A client of a gateway, for examples that speak of one.
extern serinus::WebSocketContext& context;
