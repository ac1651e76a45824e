#pragma once

#include <serinus/http/response.hpp>
#include <serinus/http/streamed_body.hpp>
#include <serinus/runtime/async_generator.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace serinus {

/// An answer whose body is made while it is sent, by a generator that goes on as fast as the client takes it:
///
///     AsyncGenerator<std::string> rows(Table& table);
///
///     on(Route::get("/table.csv"), [&table] { return streamed(rows(table), "text/csv"); });
///
/// Status and fields wait for the first piece: what the generator throws before is answered as if the handler had
/// thrown it. What it throws later is logged, and the connection is cut off, so that the client does not take the part
/// for the whole. The context of the request lives until the end of the body.
/// @param size  bytes in all, where they are known: the client is told then; a generator that gives more or fewer is
///              treated as one that throws
[[nodiscard]] Response streamed(AsyncGenerator<std::string> pieces,
                                std::string_view mediaType = "application/octet-stream",
                                std::optional<std::uint64_t> size = std::nullopt);

namespace pipeline {

/// What is streamed, for the server.
class GeneratedBody final : public http::StreamedBody {
public:
  GeneratedBody(AsyncGenerator<std::string> pieces, std::optional<std::uint64_t> size) noexcept
      : StreamedBody(size), pieces_(std::move(pieces)) {}

  [[nodiscard]] AsyncGenerator<std::string> take() noexcept { return std::move(pieces_); }

private:
  AsyncGenerator<std::string> pieces_;
};

}  // namespace pipeline

}  // namespace serinus
