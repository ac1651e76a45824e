#include <serinus/base/ascii.hpp>
#include <serinus/base/random.hpp>
#include <serinus/http/byte_ranges.hpp>
#include <serinus/http/finish_response.hpp>
#include <serinus/http/multipart_ranges.hpp>
#include <serinus/http/parse_date.hpp>
#include <serinus/http/preconditions.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus {

namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 5> ofTheBody{"Content-Type", "Content-Encoding", "Content-Language",
                                                    "Content-Disposition", "Accept-Ranges"};
/// Of the state that is not sent; and a cache may keep any answer that says for how long (RFC 9111, 3).
constexpr std::array<std::string_view, 5> ofTheState{"ETag", "Last-Modified", "Content-Location", "Cache-Control",
                                                     "Expires"};

void remove(Response& response, Names names) {
  for (const std::string_view name : names) response.fields().remove(name);
}

Validators validatorsOf(const Response& response, std::chrono::sys_seconds now) {
  Validators validators;
  if (const auto tag = response.header("ETag")) validators.tag = EntityTag::parse(*tag);
  if (const auto date = response.header("Last-Modified")) validators.lastModified = http::parseDate(*date, now);
  return validators;
}

// RFC 9110, 15.4.5: a date is of use where there is no tag.
void makeNotModified(Response& response) {
  remove(response, ofTheBody);
  if (response.header("ETag")) response.fields().remove("Last-Modified");
  response.status(Status::notModified).body(std::string());
}

void refuse(Response& response, Status status) {
  remove(response, ofTheBody);
  remove(response, ofTheState);
  response.status(status).body(std::string());
}

std::uint64_t sizeOf(const Response& response) noexcept {
  return response.stream() != nullptr ? response.stream()->size().value_or(0) : response.body().size();
}

/// @returns false, with the response as it was, when its body cannot be cut
bool cut(Response& response, std::vector<http::BodyPart> parts) {
  if (response.stream() != nullptr) {
    std::shared_ptr<http::StreamedBody> body = response.stream()->cut(std::move(parts));
    if (body == nullptr) return false;
    response.body(std::move(body)).removeTrailers();  // of what is not made to its end
    return true;
  }
  const std::string_view whole = response.body();
  std::string body;
  body.reserve(static_cast<std::size_t>(http::sizeOf(parts)));
  for (const http::BodyPart& part : parts) {
    body.append(part.before);
    body.append(whole, static_cast<std::size_t>(part.range.first), static_cast<std::size_t>(part.range.size));
  }
  response.body(std::move(body));
  return true;
}

void sendOne(Response& response, const ByteRange& range, std::uint64_t length) {
  if (!cut(response, {{{}, range}})) return;
  response.status(Status::partialContent).header("Content-Range", contentRange(range, length));
}

void sendSeveral(Response& response, const std::vector<ByteRange>& ranges, std::uint64_t length) {
  constexpr std::size_t unguessable = 16;
  const MultipartRanges multipart(randomToken(unguessable), response.header("Content-Type").value_or(""), length);
  std::vector<http::BodyPart> parts;
  for (const ByteRange& range : ranges) parts.push_back({multipart.partHead(range), range});
  parts.push_back({multipart.end(), {}});
  if (!cut(response, std::move(parts))) return;
  response.status(Status::partialContent).header("Content-Type", multipart.contentType());
}

void sendRanges(const Request& request, Response& response) {
  if (!response.fields().listHas("Accept-Ranges", "bytes")) return;
  const std::uint64_t length = sizeOf(response);
  const ByteRanges asked = ByteRanges::select(request.fields(), length);
  switch (asked.answer()) {
    case ByteRanges::Answer::whole:
      return;
    case ByteRanges::Answer::one:
      return sendOne(response, asked.ranges().front(), length);
    case ByteRanges::Answer::several:
      return sendSeveral(response, asked.ranges(), length);
    case ByteRanges::Answer::unsatisfiable:
      refuse(response, Status::rangeNotSatisfiable);
      response.header("Content-Range", unsatisfiedRange(length));
  }
}

}  // namespace

/// Whether a request may depend on what the field of an answer says.
bool canBeAskedFor(const Field& said) noexcept {
  return isLower(said.name, "etag") || isLower(said.name, "last-modified") || isLower(said.name, "accept-ranges");
}

// Nearly every answer ends here: the shorter list of fields is looked at first.
bool isToBeFinished(const Request& request, const Response& response) noexcept {
  if (response.status() != Status::ok) return false;
  if (request.method() != Method::get && request.method() != Method::head) return false;
  if (std::ranges::none_of(response.fields(), canBeAskedFor)) return false;
  const Fields& asked = request.fields();
  return asked.has("If-None-Match") || asked.has("Range") || asked.has("If-Modified-Since") || asked.has("If-Match") ||
         asked.has("If-Unmodified-Since");
}

void finishResponse(const Request& request, Response& response, std::chrono::sys_seconds now) {
  if (!isToBeFinished(request, response)) return;
  const Validators current = validatorsOf(response, now);
  Preconditions verdict = judgePreconditions(request.method(), request.fields(), current, now);
  const bool canBeTold = current.tag || current.lastModified;
  if (!canBeTold) verdict.outcome = Preconditions::Outcome::proceed;
  switch (verdict.outcome) {
    case Preconditions::Outcome::notModified:
      return makeNotModified(response);
    case Preconditions::Outcome::preconditionFailed:
      return refuse(response, Status::preconditionFailed);
    case Preconditions::Outcome::proceed:
      if (verdict.rangeHolds) sendRanges(request, response);
  }
}

}  // namespace serinus
