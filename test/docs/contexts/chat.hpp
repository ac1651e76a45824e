#pragma once

// What the examples of docs/guide/rooms.md speak of.
#include <serinus/serinus.hpp>

#include <cstddef>
#include <string>
#include <string_view>

struct News {
  std::string title;
};

inline News news;
inline serinus::ClientId id;

struct Chat : serinus::WebSocketGateway {};
extern Chat chat;

void log(std::string_view what, std::size_t count);
