#pragma once

#include <serinus/app/health.hpp>
#include <serinus/app/lifecycle.hpp>
#include <serinus/di/provider.hpp>
#include <serinus/gateway/web_socket_gateway.hpp>
#include <serinus/pipeline/controller.hpp>
#include <serinus/runtime/task.hpp>
#include <serinus/sse_module/sse_controller.hpp>

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

namespace serinus::app {

/// Calls a template with everything the application looks for in a provider.
template <class Make>
auto withFacets(Make make) {
  return make
      .template operator()<OnApplicationInit, OnApplicationBootstrap, OnApplicationReady, OnApplicationStopping,
                           OnApplicationShutdown, Controller, SseController, WebSocketGateway, HealthIndicator>();
}

/// A provider whose making waits: run by the application, on its first loop.
using CoroutineRecipe = std::function<Task<di::Instance>(const di::Resolved&)>;

template <class T>
struct TaskResult {
  static constexpr bool isTask = false;
};
template <class T>
struct TaskResult<Task<T>> {
  static constexpr bool isTask = true;
  using Type = T;
};

template <class Factory>
using FactoryResult = decltype(di::callWith(std::declval<Factory&>(), std::declval<const di::Resolved&>()));

template <class Factory>
inline constexpr bool isCoroutineFactory = TaskResult<FactoryResult<Factory>>::isTask;

template <class Factory>
di::Provider plainProvider(Factory factory) {
  di::Provider provider =
      withFacets([&]<class... Facets>() { return di::factoryProvider<Factory, Facets...>(std::move(factory)); });
  provider.isController = provider.makes<Controller>();
  return provider;
}

template <class Factory, class Made>
Task<di::Instance> runCoroutineFactory(std::shared_ptr<Factory> factory, di::Resolved resolved) {
  Made made = co_await di::callWith(*factory, resolved);
  co_return di::FactoryProduct<Made>::share(std::move(made));
}

template <class Factory>
di::Provider coroutineProvider(Factory factory) {
  using Made = typename TaskResult<FactoryResult<Factory>>::Type;
  using Token = typename di::FactoryProduct<Made>::Type;
  di::Provider provider = withFacets([]<class... Facets>() { return di::opaqueProvider<Token, Facets...>(); });
  provider.dependencies = di::dependenciesOf<Factory>();
  provider.isController = provider.makes<Controller>();
  provider.opaque =
      CoroutineRecipe([kept = std::make_shared<Factory>(std::move(factory))](const di::Resolved& resolved) {
        return runCoroutineFactory<Factory, Made>(kept, resolved);
      });
  return provider;
}

}  // namespace serinus::app
