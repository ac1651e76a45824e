#pragma once

#include "transport/outbox.hpp"

#include <serinus/http/response.hpp>
#include <serinus/http/response_writer.hpp>

#include <cstddef>

namespace serinus::server {

// The date of `framing` is filled in here.

/// Appends a whole response; a large body is moved, not copied.
void appendResponse(transport::Outbox& out, Response&& response, http::ResponseFraming framing);

/// Appends the head of a response whose body follows piece by piece. @returns how the end of the body is told
http::StreamCoding appendStreamHead(transport::Outbox& out, const Response& response, http::ResponseFraming framing);

/// Appends what goes before one piece of a chunked body; CR LF goes behind it.
void appendChunkHead(transport::Outbox& out, std::size_t size);

/// Appends the end of a chunked body.
void appendStreamEnd(transport::Outbox& out, const Fields& trailers = {});

/// Appends the interim response that asks for a body.
void appendContinue(transport::Outbox& out);

}  // namespace serinus::server
