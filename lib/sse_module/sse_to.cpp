#include <serinus/sse_module/sse_to.hpp>

#include <serinus/sse_module/sse_context.hpp>

namespace serinus {

SseTo& SseTo::andWhere(Predicate predicate) & {
  if (predicate_ != nullptr) {
    predicate = [first = predicate_, second = std::move(predicate)](const SseContext& client) {
      return (*first)(client) && second(client);
    };
  }
  predicate_ = std::make_shared<const Predicate>(std::move(predicate));
  return *this;
}

}  // namespace serinus
