#include "pipeline/coded_body.hpp"

#include <serinus/runtime/sleep.hpp>

#include <optional>
#include <string_view>
#include <utility>

namespace serinus::pipeline {

namespace {

using Flush = http::ContentEncoder::Flush;

// About two milliseconds' work.
constexpr std::size_t turn = std::size_t{64} * 1024;

AsyncGenerator<std::string> codeStream(AsyncGenerator<std::string> pieces, http::ContentEncoder& encoder) {
  std::size_t sinceTurn = 0;
  while (true) {
    const std::string* const piece = co_await pieces.next();
    if (piece == nullptr) break;
    std::string coded;
    for (std::string_view rest = *piece; !rest.empty();) {
      const std::string_view part = rest.substr(0, turn - sinceTurn);
      rest.remove_prefix(part.size());
      encoder.append(coded, asBytes(part), rest.empty() ? Flush::yes : Flush::no);
      sinceTurn += part.size();
      if (sinceTurn < turn) continue;
      sinceTurn = 0;
      co_await sleep(Duration::zero());
    }
    if (!coded.empty()) co_yield std::move(coded);
  }
  std::string end;
  encoder.finish(end);
  co_yield std::move(end);
}

AsyncGenerator<std::string> codeText(std::string_view rest, http::ContentEncoder& encoder) {
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, turn);
    rest.remove_prefix(part.size());
    std::string coded;
    encoder.append(coded, asBytes(part), Flush::no);
    if (!coded.empty()) co_yield std::move(coded);
    co_await sleep(Duration::zero());
  }
  std::string end;
  encoder.finish(end);
  co_yield std::move(end);
}

}  // namespace

CodedBody::CodedBody(std::shared_ptr<BodySource> source, std::unique_ptr<http::ContentEncoder> encoder)
    : BodySource(std::nullopt), source_(std::move(source)), encoder_(std::move(encoder)) {}

CodedBody::CodedBody(std::string body, std::unique_ptr<http::ContentEncoder> encoder)
    : BodySource(std::nullopt), body_(std::move(body)), encoder_(std::move(encoder)) {}

AsyncGenerator<std::string> CodedBody::take() {
  return source_ != nullptr ? codeStream(source_->take(), *encoder_) : codeText(body_, *encoder_);
}

}  // namespace serinus::pipeline
