#pragma once

#include <serinus/runtime/asio_operation.hpp>
#include <serinus/runtime/task.hpp>

#include <asio/awaitable.hpp>
#include <asio/co_spawn.hpp>

namespace serinus::runtime {

/// `co_await` of an `asio::awaitable<T>`: it is spawned on the loop's executor (one allocation of Asio's).
template <class T, class AwaitableExecutor>
struct AwaitTraits<asio::awaitable<T, AwaitableExecutor>> {
  static auto make(asio::awaitable<T, AwaitableExecutor>&& awaitable, Loop& loop) {
    return asio::co_spawn(loop.io().get_executor(), std::move(awaitable), useTask).awaitOn(loop);
  }
};

}  // namespace serinus::runtime
