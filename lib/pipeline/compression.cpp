#include <serinus/pipeline/compression.hpp>

#include "pipeline/answer_rules.hpp"

#include <utility>

namespace serinus {

Compression::Compression(CompressionOptions options)
    : Compression(std::make_shared<const pipeline::Compressor>(std::move(options))) {}

Compression::Compression(std::shared_ptr<const pipeline::Compressor> compressor) noexcept
    : compressor_(std::move(compressor)) {}

Compression Compression::off() {
  return Compression(std::shared_ptr<const pipeline::Compressor>());
}

Task<> Compression::use(ExecutionContext& context, Next next) {
  if (context.door() == Door::request) context.context().state<pipeline::AnswerRules>().compressor = compressor_;
  return next();
}

}  // namespace serinus
