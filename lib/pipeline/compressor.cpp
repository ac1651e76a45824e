#include "pipeline/compressor.hpp"

#include "http/content_encoder.hpp"
#include "pipeline/coded_body.hpp"

#include <serinus/http/entity_tag.hpp>
#include <serinus/http/response_writer.hpp>

#include <stdexcept>
#include <utility>

namespace serinus::pipeline {

namespace {

constexpr std::size_t largestAtOnce = std::size_t{64} * 1024;

std::string_view knownCoding(std::string_view name) {
  for (const std::string_view coding : {http::brotliCoding, http::gzipCoding, http::deflateCoding}) {
    if (name == coding) return coding;
  }
  throw std::invalid_argument("Compression: there is no coding \"" + std::string(name) + "\": br, gzip or deflate");
}

void demand(const char* name, int level, int least, int most) {
  if (level >= least && level <= most) return;
  throw std::invalid_argument("Compression: " + std::string(name) + " is " + std::to_string(level) + ", not " +
                              std::to_string(least) + " to " + std::to_string(most));
}

bool asksForPart(const Request& request, const Response& response) {
  return request.method() == Method::get && request.fields().has("Range") &&
         response.fields().listHas("Accept-Ranges", "bytes");
}

void sayVary(Response& response) {
  const Fields& fields = response.fields();
  if (!fields.listHas("Vary", "Accept-Encoding") && !fields.listHas("Vary", "*"))
    response.addHeader("Vary", "Accept-Encoding");
}

void weaken(Response& response) {
  const auto text = response.header("ETag");
  if (!text) return;
  const std::optional<EntityTag> tag = EntityTag::parse(*text);
  if (tag && !tag->isWeak()) response.header("ETag", EntityTag::weak(tag->opaque()).text());
}

}  // namespace

Compressor::Compressor(CompressionOptions options) : options_(std::move(options)) {
  demand("zlibLevel", options_.zlibLevel, 1, 9);
  demand("brotliLevel", options_.brotliLevel, 0, 11);
  for (const std::string& name : options_.codings) {
    const std::string_view coding = knownCoding(name);
    if (http::makeEncoder(coding) != nullptr) offered_.push_back(coding);
  }
  if (offered_.empty())
    throw std::logic_error(
        "Compression: Serinus was built without the libraries for its codings: install zlib or brotli, or set the "
        "meson "
        "options compression and brotli to enabled to hear why they were not found");
}

bool Compressor::mayCode(const Response& response) const {
  if (response.status() == Status::partialContent || !http::hasBody(response.status(), Method::get)) return false;
  const std::optional<std::uint64_t> size =
      response.stream() != nullptr ? response.stream()->size() : response.body().size();
  if (size && (*size == 0 || *size < options_.minSize)) return false;
  const Fields& fields = response.fields();
  // A digest is of the coded content (RFC 9530): it would be wrong.
  for (const std::string_view name : {"Content-Encoding", "Content-Range", "Content-Digest", "Repr-Digest"}) {
    if (fields.has(name)) return false;
  }
  if (fields.listHas("Cache-Control", "no-transform")) return false;
  const auto mediaType = fields.get("Content-Type");
  return mediaType && options_.worth(*mediaType);
}

std::optional<std::string_view> Compressor::announce(const Request& request, Response& response, Coding allowed) const {
  if (!mayCode(response)) return std::nullopt;
  sayVary(response);
  if (allowed == Coding::none || asksForPart(request, response)) return std::nullopt;
  const auto coding = chooseCoding(request.fields(), offered_);
  if (!coding || *coding == "identity") return std::nullopt;
  response.header("Content-Encoding", *coding);
  response.fields().remove("Accept-Ranges");
  weaken(response);
  return coding;
}

void Compressor::code(Response& response, std::string_view coding, Method method) const {
  auto encoder = http::makeEncoder(coding, {options_.zlibLevel, options_.brotliLevel});
  if (response.stream() != nullptr) {
    auto source = std::static_pointer_cast<BodySource>(response.stream());
    response.body(std::make_shared<CodedBody>(std::move(source), std::move(encoder)));
  } else if (method == Method::head || response.body().size() > largestAtOnce) {
    response.body(std::make_shared<CodedBody>(response.takeBody(), std::move(encoder)));
  } else {
    std::string coded;
    encoder->append(coded, asBytes(response.body()), http::ContentEncoder::Flush::no);
    encoder->finish(coded);
    response.body(std::move(coded));
  }
}

}  // namespace serinus::pipeline
