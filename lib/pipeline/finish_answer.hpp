#pragma once

#include <serinus/http/response.hpp>
#include <serinus/pipeline/context.hpp>

namespace serinus::pipeline {

/// Whether an answer may be compressed.
enum class Coding : bool { none, asWanted };

/// Makes what is sent of what was answered: with the fields that the context's steps have set, a tag and a coding where
/// they want that (`AnswerRules`), and as the request asks for it (`serinus::finishResponse`).
void finishAnswer(const Context& context, Response& response, Coding coding = Coding::asWanted);

}  // namespace serinus::pipeline
