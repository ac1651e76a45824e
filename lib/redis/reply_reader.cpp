#include "redis/reply_reader.hpp"

#include <hiredis/hiredis.h>

#include <new>
#include <stdexcept>
#include <utility>

namespace serinus::redis {

namespace {

/// The reply that is being read.
struct Builder {
  std::optional<RedisReply> root;

  /// @returns where it stands, or null without memory, which hiredis takes for a fault
  static void* put(const redisReadTask* task, RedisReply&& reply) noexcept {
    try {
      // Elements come in order, and none is looked at again once the next has begun: growing moves nothing in use.
      if (task->parent != nullptr) return &static_cast<RedisReply*>(task->parent->obj)->add(std::move(reply));
      auto& root = static_cast<Builder*>(task->privdata)->root;
      return &root.emplace(std::move(reply));
    } catch (...) {
      return nullptr;
    }
  }
};

RedisReply::Kind kindOf(int type) noexcept {
  if (type == REDIS_REPLY_STATUS) return RedisReply::Kind::status;
  return type == REDIS_REPLY_ERROR ? RedisReply::Kind::error : RedisReply::Kind::text;
}

/// Generic, as the types of the sizes differ between versions of hiredis.
redisReplyObjectFunctions* functions() {
  static redisReplyObjectFunctions made = [] {
    redisReplyObjectFunctions f{};
    f.createString = [](const redisReadTask* task, char* text, auto size) -> void* {
      try {
        return Builder::put(task, RedisReply(kindOf(task->type), std::string(text, static_cast<std::size_t>(size))));
      } catch (...) {
        return nullptr;
      }
    };
    f.createArray = [](const redisReadTask* task, auto) -> void* {
      return Builder::put(task, RedisReply(std::vector<RedisReply>()));
    };
    f.createInteger = [](const redisReadTask* task, auto number) -> void* {
      return Builder::put(task, RedisReply(static_cast<std::int64_t>(number)));
    };
    f.createNil = [](const redisReadTask* task) -> void* { return Builder::put(task, RedisReply()); };
    f.freeObject = [](void*) {};  // the builder owns it
    return f;
  }();
  return &made;
}

struct Free {
  void operator()(redisReader* reader) const noexcept { redisReaderFree(reader); }
};

}  // namespace

struct ReplyReader::State {
  Builder builder;
  std::unique_ptr<redisReader, Free> reader;
  std::size_t maxReply;
  std::size_t fed = 0;  // since the last reply, and what may belong to the next
  bool hasFailed = false;
};

ReplyReader::ReplyReader(std::size_t maxReply) : state_(std::make_unique<State>()) {
  state_->reader.reset(redisReaderCreateWithFunctions(functions()));
  if (!state_->reader) throw std::bad_alloc();
  state_->reader->privdata = &state_->builder;
  state_->maxReply = maxReply;
}
ReplyReader::ReplyReader(ReplyReader&&) noexcept = default;
ReplyReader& ReplyReader::operator=(ReplyReader&&) noexcept = default;
ReplyReader::~ReplyReader() = default;

void ReplyReader::feed(ByteView bytes) {
  if (state_->hasFailed || bytes.empty()) return;
  state_->fed += bytes.size();
  if (redisReaderFeed(state_->reader.get(), reinterpret_cast<const char*>(bytes.data()), bytes.size()) != REDIS_OK)
    state_->hasFailed = true;
}

std::optional<RedisReply> ReplyReader::next() {
  if (state_->hasFailed) return std::nullopt;
  void* found = nullptr;
  if (redisReaderGetReply(state_->reader.get(), &found) != REDIS_OK) {
    state_->hasFailed = true;
    return std::nullopt;
  }
  if (found == nullptr) {
    state_->hasFailed = state_->fed > state_->maxReply;
    return std::nullopt;
  }
  state_->fed = state_->reader->len - state_->reader->pos;
  // What newer versions read of RESP3 without asking us leaves no root.
  if (!state_->builder.root) state_->hasFailed = true;
  return std::exchange(state_->builder.root, std::nullopt);
}

bool ReplyReader::hasFailed() const noexcept {
  return state_->hasFailed;
}

void appendCommand(std::string& out, const std::vector<std::string>& arguments) {
  std::vector<const char*> texts;
  std::vector<std::size_t> sizes;
  for (const std::string& argument : arguments) {
    texts.push_back(argument.data());
    sizes.push_back(argument.size());
  }
  char* made = nullptr;
  const auto size = redisFormatCommandArgv(&made, static_cast<int>(texts.size()), texts.data(), sizes.data());
  if (size < 0 || made == nullptr) throw std::bad_alloc();
  const std::unique_ptr<char, void (*)(char*)> owner(made, [](char* text) { redisFreeCommand(text); });
  out.append(made, static_cast<std::size_t>(size));
}

}  // namespace serinus::redis
