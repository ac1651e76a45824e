#pragma once

#include <serinus/pipeline/steps.hpp>

#include <cstddef>

namespace serinus {

/// Gives answers that have no `ETag` one made of their bodies, so that a client which has the body already is told so
/// (304) instead of being sent it again: `everywhere(EntityTags())`.
///
/// For answers to GET and HEAD with the status 200 and a body in memory; not those that nobody may keep
/// (`Cache-Control: no-store`). The handler does its work all the same: what it saves is the sending. A tag that the
/// application knows beforehand, such as the version of a row, is better set by the handler.
class EntityTags : public Middleware {
public:
  /// @param maxSize  bytes; of a larger body no tag is made, since that takes a millisecond or more
  explicit EntityTags(std::size_t maxSize = std::size_t{1024} * 1024) noexcept : maxSize_(maxSize) {}

  [[nodiscard]] Task<> use(ExecutionContext& context, Next next) override;

private:
  std::size_t maxSize_;
};

}  // namespace serinus
