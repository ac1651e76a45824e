#pragma once

#include "pipeline/compressor.hpp"

#include <cstddef>
#include <memory>

namespace serinus::pipeline {

/// What a context's steps want done to its answer, whoever makes it; the last word is that of the step closest to the
/// handler.
struct AnswerRules {
  std::size_t taggedUpTo = 0;                    ///< bytes of a body that gets a tag of its own
  std::shared_ptr<const Compressor> compressor;  ///< null: none
};

}  // namespace serinus::pipeline
