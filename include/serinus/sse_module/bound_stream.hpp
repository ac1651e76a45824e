#pragma once

#include <serinus/broker/topic.hpp>
#include <serinus/broker/topic_filter.hpp>
#include <serinus/http/http_exception.hpp>
#include <serinus/pipeline/handler.hpp>
#include <serinus/sse_module/sse_context.hpp>

#include <concepts>
#include <cstddef>
#include <functional>
#include <type_traits>
#include <utility>

/// Handlers of event streams as applications write them, and as the library keeps them.
namespace serinus::sse_module {

/// A `Topic`, or a class of the application's own that derives from one.
template <class F>
concept IsTopic = requires(const F& topic) { []<class T>(const Topic<T>&) {}(topic); };

/// A handler as it is kept, and what it takes of its path.
struct BoundStream {
  std::function<SseStream(SseContext&)> call;
  std::size_t pathValues = 0;
};

/// @tparam Parameters  of the handler: a std::tuple
template <class Parameters, class F>
[[nodiscard]] BoundStream bindStreamAs(F handler) {
  using Arguments = pipeline::ArgumentList<Parameters>;
  static_assert(Arguments::bodyUse < pipeline::BodyUse::streamed,
                "an event stream begins when the body of its request is there: its handler takes Body or Form");
  auto call = [keep = std::move(handler)](SseContext& context) mutable -> SseStream {
    using Result = decltype(Arguments::call(keep, context));
    static_assert(std::same_as<Result, SseStream>, "the handler of an event stream returns an SseStream");
    return Arguments::call(keep, context);
  };
  return {std::move(call), Arguments::pathValues};
}

template <class F>
[[nodiscard]] BoundStream bindStream(F handler) {
  return bindStreamAs<typename pipeline::ArgumentsOf<F, SseContext>::Type>(std::move(handler));
}

template <class Arguments, class F>
[[nodiscard]] TopicRequest topicRequestOf(F& requestOf, SseContext& context) {
  try {
    return Arguments::call(requestOf, context);
  } catch (const TopicNameError& error) {
    throw BadRequestException(error.what());
  }
}

template <class Arguments, class T, class F>
[[nodiscard]] SseStream streamOf(Topic<T> topic, F& requestOf, SseContext& context) {
  context.subscribe(topic, topicRequestOf<Arguments>(requestOf, context));
  co_return;
}

/// The stream of a topic's events. @tparam Parameters  of what says which ones: a std::tuple
template <class Parameters, class T, class Request>
[[nodiscard]] BoundStream bindTopicAs(const Topic<T>& topic, Request requestOf) {
  using Arguments = pipeline::ArgumentList<Parameters>;
  static_assert(Arguments::bodyUse == pipeline::BodyUse::none, "an EventSource sends no body");
  auto call = [topic, keep = std::move(requestOf)](SseContext& context) mutable {
    return streamOf<Arguments>(topic, keep, context);
  };
  return {std::move(call), Arguments::pathValues};
}

}  // namespace serinus::sse_module
