#pragma once

#include <serinus/http/request.hpp>
#include <serinus/http/response.hpp>

#include <chrono>

namespace serinus {

/// Makes of a whole answer the one that the request asks for under its conditions (RFC 9110, 13 and 14): 304 or 412
/// without a body, 206 with a part of it or several, 416. The server does it to every answer before it is sent.
///
/// It concerns answers to GET and HEAD with the status 200. Conditions are judged where the answer has an `ETag` or
/// `Last-Modified` (`judgePreconditions`). Ranges are served where it says `Accept-Ranges: bytes` and the size of its
/// body is known, unless it is a streamed one that cannot be cut (`StreamedBody::cut`): it is sent whole then, as
/// whoever serves ranges may always do.
///
/// A 304 keeps what a cache brings up to date by (15.4.5) and all that does not speak of the body, such as cookies; a
/// 412 and a 416 also lose what would have them kept by caches.
/// @param now  as for `judgePreconditions`
void finishResponse(const Request& request, Response& response, std::chrono::sys_seconds now);

/// Whether there is anything for `finishResponse` to do, which costs a look at few fields: for most there is not.
[[nodiscard]] bool isToBeFinished(const Request& request, const Response& response) noexcept;

}  // namespace serinus
