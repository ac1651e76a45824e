#pragma once

#include <serinus/http/response.hpp>
#include <serinus/http/streamed_body.hpp>
#include <serinus/runtime/async_generator.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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
///
/// With a size and `Accept-Ranges: bytes` a client that asks for a part gets it: what stands before is made and thrown
/// away, what stands behind is not made.
/// @param size  bytes in all, where they are known: the client is told then; a generator that gives more or fewer is
///              treated as one that throws
[[nodiscard]] Response streamed(AsyncGenerator<std::string> pieces,
                                std::string_view mediaType = "application/octet-stream",
                                std::optional<std::uint64_t> size = std::nullopt);

namespace pipeline {

/// A streamed body as the server takes it: whatever is streamed is one of these.
class BodySource : public http::StreamedBody {
public:
  using StreamedBody::StreamedBody;

  /// The pieces; to be called once. They may refer to this object, which is there as long as they are.
  [[nodiscard]] virtual AsyncGenerator<std::string> take() = 0;
};

/// What a generator of the application's makes. Of several parts of it only one can be had: it goes forwards alone.
class GeneratedBody final : public BodySource {
public:
  GeneratedBody(AsyncGenerator<std::string> pieces, std::optional<std::uint64_t> size) noexcept
      : BodySource(size), pieces_(std::move(pieces)) {}

  [[nodiscard]] AsyncGenerator<std::string> take() override { return std::move(pieces_); }
  [[nodiscard]] std::shared_ptr<StreamedBody> cut(std::vector<http::BodyPart> parts) override;

private:
  AsyncGenerator<std::string> pieces_;
};

}  // namespace pipeline

}  // namespace serinus
