#include "pipeline/finish_answer.hpp"

#include "pipeline/answer_rules.hpp"

#include <serinus/http/entity_tag.hpp>
#include <serinus/http/finish_response.hpp>

#include <chrono>

namespace serinus::pipeline {

namespace {

void finish(const Request& request, Response& response) {
  if (!isToBeFinished(request, response)) return;
  finishResponse(request, response, std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

void tag(const Request& request, Response& response, std::size_t upTo) {
  if (request.method() != Method::get && request.method() != Method::head) return;
  if (response.status() != Status::ok || response.body().empty() || response.body().size() > upTo) return;
  if (response.fields().has("ETag") || response.fields().listHas("Cache-Control", "no-store")) return;
  response.header("ETag", EntityTag::of(asBytes(response.body())).text());
}

}  // namespace

void finishAnswer(const Context& context, Response& response, Coding allowed) {
  context.applyFieldsTo(response);
  const Request& request = context.request();
  const auto* const rules = context.tryState<AnswerRules>();
  if (rules == nullptr) return finish(request, response);

  tag(request, response, rules->taggedUpTo);  // of the body as it was made, so that all its codings have one tag
  const Status status = response.status();
  const auto coding = rules->compressor ? rules->compressor->announce(request, response, allowed) : std::nullopt;
  finish(request, response);
  if (coding && response.status() == status) rules->compressor->code(response, *coding, request.method());
}

}  // namespace serinus::pipeline
