#include <serinus/pipeline/entity_tags.hpp>

#include "pipeline/answer_rules.hpp"

namespace serinus {

Task<> EntityTags::use(ExecutionContext& context, Next next) {
  if (context.door() == Door::request) context.context().state<pipeline::AnswerRules>().taggedUpTo = maxSize_;
  return next();
}

}  // namespace serinus
