#pragma once

/// For applications that use Asio themselves: every Asio operation, and every `asio::awaitable`, can be awaited in a
/// handler.
///
///     asio::steady_timer timer(loop.io(), 1s);
///     co_await timer.async_wait(serinus::useTask);            // throws std::system_error on failure
///     const auto [error, n] = co_await socket.async_read_some(buffer, serinus::useTaskTuple);
///
/// Destroying the coroutine while it waits cancels the operation. Operations must belong to the coroutine's own loop
/// (`context.loop().io()`).

#include <serinus/runtime/asio_awaitable.hpp>
#include <serinus/runtime/asio_operation.hpp>
