#include "redis/redis_dial.hpp"

#include "runtime/loop_core.hpp"
#include "transport/tcp_stream.hpp"

#include <serinus/runtime/asio_operation.hpp>

#include <asio/ip/address.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/local/stream_protocol.hpp>

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace serinus::redis {

namespace {

using asio::ip::tcp;
using asio::local::stream_protocol;

template <class Protocol>
Task<std::unique_ptr<transport::Stream>> connectTo(typename Protocol::endpoint endpoint, Loop& loop) {
  asio::basic_stream_socket<Protocol, asio::io_context::executor_type> socket(loop.io().get_executor());
  const std::error_code error = co_await socket.async_connect(endpoint, useTaskTuple);
  if (error) co_return nullptr;
  std::error_code ignored;
  if constexpr (std::is_same_v<Protocol, tcp>) socket.set_option(tcp::no_delay(true), ignored);
  socket.non_blocking(true, ignored);
  const int descriptor = socket.release(ignored);
  if (ignored) co_return nullptr;
  co_return std::make_unique<transport::TcpStream>(descriptor);
}

Task<std::vector<tcp::endpoint>> resolve(std::string host, std::uint16_t port, Loop& loop) {
  std::vector<tcp::endpoint> endpoints;
  std::error_code error;
  const auto address = asio::ip::make_address(host, error);
  if (!error) {
    endpoints.emplace_back(address, port);
    co_return endpoints;
  }
  asio::ip::basic_resolver<tcp, asio::io_context::executor_type> resolver(loop.io().get_executor());
  auto found = co_await resolver.async_resolve(host, std::to_string(port), useTaskTuple);
  if (!std::get<0>(found))
    for (const auto& entry : std::get<1>(found)) endpoints.push_back(entry.endpoint());
  co_return endpoints;
}

Task<std::unique_ptr<transport::Stream>> dialHost(std::string host, std::uint16_t port, Loop& loop) {
  const std::vector<tcp::endpoint> endpoints = co_await resolve(std::move(host), port, loop);
  for (const tcp::endpoint& endpoint : endpoints) {
    std::unique_ptr<transport::Stream> stream = co_await connectTo<tcp>(endpoint, loop);
    if (stream) co_return stream;
  }
  co_return nullptr;
}

}  // namespace

Dial dialOf(const RedisOptions& options) {
  if (!options.path.empty())
    return
        [path = options.path](Loop& loop) { return connectTo<stream_protocol>(stream_protocol::endpoint(path), loop); };
  return [host = options.host, port = options.port](Loop& loop) { return dialHost(host, port, loop); };
}

}  // namespace serinus::redis
