#pragma once

/// Everything in which the supported versions of Asio (1.22.1 to 1.38) differ for us.

#include <asio/basic_waitable_timer.hpp>
#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/version.hpp>

#if ASIO_VERSION < 102201
#error "Serinus needs Asio 1.22.1 or later"
#endif

#include <chrono>

#if defined(ASIO_HAS_EPOLL) && !defined(ASIO_HAS_IO_URING_AS_DEFAULT)
#define SERINUS_STANDING_REACTOR_OPERATION 1
#include <asio/detail/reactor.hpp>
#include <asio/detail/reactor_op.hpp>
#else
#include <asio/posix/basic_stream_descriptor.hpp>
#endif

namespace serinus::runtime {

/// Concrete, never `any_io_executor`: half the size and half the cost (measured).
using Executor = asio::io_context::executor_type;
using AsioTimer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

}  // namespace serinus::runtime
