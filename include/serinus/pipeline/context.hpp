#pragma once

#include <serinus/base/peer_address.hpp>
#include <serinus/di/service_scope.hpp>
#include <serinus/http/request.hpp>
#include <serinus/http/set_cookie.hpp>
#include <serinus/pipeline/body_feed.hpp>
#include <serinus/pipeline/door.hpp>
#include <serinus/pipeline/identity.hpp>
#include <serinus/pipeline/principal.hpp>
#include <serinus/pipeline/read_body.hpp>
#include <serinus/pipeline/read_values.hpp>
#include <serinus/pipeline/response_fields.hpp>
#include <serinus/pipeline/state_store.hpp>
#include <serinus/routing/router.hpp>
#include <serinus/runtime/loop.hpp>
#include <serinus/runtime/sleep.hpp>

#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace serinus {

/// What every handler can ask for: the request that began it all, and the providers its module sees.
class Context {
public:
  Context() = default;
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  virtual ~Context() = default;

  [[nodiscard]] virtual const Request& request() const noexcept = 0;
  [[nodiscard]] Method method() const noexcept { return request().method(); }
  [[nodiscard]] std::string_view path() const noexcept { return request().path(); }

  /// What the request is called in logs: the client's X-Request-Id or a new one; empty without a `RequestLogModule`.
  [[nodiscard]] std::string_view requestId() const noexcept { return request().id(); }

  /// The value of a path parameter, decoded; empty when the pattern has none of that name or it was left out.
  [[nodiscard]] std::string_view param(std::string_view name) const noexcept {
    return parameters().get(name).value_or(std::string_view());
  }
  /// In the order of the path.
  [[nodiscard]] virtual const routing::Parameters& parameters() const noexcept = 0;
  [[nodiscard]] std::optional<std::string_view> query(std::string_view name) const {
    return request().query().get(name);
  }
  /// The whole query as a plain struct:
  ///
  ///     struct Page {
  ///       std::optional<int> limit;
  ///       std::vector<std::string> tag;  // of ?tag=a&tag=b
  ///     };
  ///     const auto page = context.query<Page>();
  ///
  /// It is read as `json::read` reads: a field may be missing when it is std::optional or stands in `T::jsonOptional`,
  /// and a std::vector when no parameter has its name; `validate()` is asked. Parameters without a field are passed
  /// over.
  /// @throws BadRequestException  names the field: `query.limit: wants an integer from … to …, got "abc"`
  template <class T>
  [[nodiscard]] T query() const {
    return pipeline::readParameters<T>(request().query(), "query");
  }
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const { return request().header(name); }
  /// The value of the first cookie of that name that the client sent.
  [[nodiscard]] std::optional<std::string_view> cookie(std::string_view name) const noexcept {
    return request().cookies().get(name);
  }

  // What the answer to a request, or the head of a stream, carries besides its own: whoever makes it, an exception too.
  // Behind the first byte of it, and at the doors of a gateway, these do nothing.

  /// The only field of that name, unless the answer has one itself. @throws InvalidFieldError
  void setHeader(std::string_view name, std::string_view value);
  /// Beside fields of the same name. @throws InvalidFieldError
  void addHeader(std::string_view name, std::string_view value);
  void addCookie(const SetCookie& cookie) { addHeader("Set-Cookie", cookie.text()); }

  /// The provider registered for `T`, as the handler's module sees it. An index into an array: no look-up by name. One
  /// that is no singleton is made for this request, connection or stream, and lives as long.
  /// @throws di::ServiceNotFound, or what the making of such a one throws
  template <class T>
  [[nodiscard]] T& use() const {
    if (T* const service = tryUse<T>()) return *service;
    return services().use<T>();
  }
  /// A named value.
  template <class T>
  [[nodiscard]] T& use(std::string_view name) const {
    return services().use<T>(name);
  }
  template <class T>
  [[nodiscard]] T* tryUse() const {
    const di::ServiceScope& seen = services();
    if (T* const service = seen.tryUse<T>()) return service;
    return static_cast<T*>(ownService(seen, di::typeId<std::remove_const_t<T>>()));
  }
  /// The library's own side: as another module sees it, which has one of it for each request.
  template <class T>
  [[nodiscard]] T& useOf(const di::ServiceScope& services) const {
    return *static_cast<T*>(ownService(services, di::typeId<T>()));
  }

  /// A value of the application's own that lives as long as this request or connection: one of each type. What
  /// `onUpgrade` keeps is there for the connection's messages. Made by its default constructor where there is none.
  template <class T>
  [[nodiscard]] T& state() {
    T* const value = state_.find<T>();
    return value != nullptr ? *value : state_.emplace<T>();
  }
  /// Null where there is none.
  template <class T>
  [[nodiscard]] T* tryState() const noexcept {
    return state_.find<T>();
  }
  /// Makes the value, in place of the one there was.
  template <class T, class... Arguments>
  T& setState(Arguments&&... arguments) {
    return state_.emplace<T>(std::forward<Arguments>(arguments)...);
  }

  /// Who the client is, as a guard has said; null until one has. What is said before an upgrade stays with the
  /// connection, and what is said before a stream with the stream.
  [[nodiscard]] const Principal* principal() const noexcept;
  /// The principal's id, or empty.
  [[nodiscard]] std::string_view userId() const noexcept;
  /// Says who the client is, in place of what was said before. When the principal expires its connection is closed with
  /// 4401 "expired", after an `OnExpiring` was asked to renew it; its stream ends.
  /// @throws UnauthorizedException  when it has expired already
  void setPrincipal(Principal principal);

  /// The loop this handler runs on.
  [[nodiscard]] virtual Loop& loop() const noexcept = 0;
  /// The client. Behind proxies that are trusted (`ApplicationOptions::trustedProxies`) it is who they say.
  [[nodiscard]] virtual const PeerAddress& peer() const noexcept = 0;
  /// Whether the client speaks TLS, and what its scheme is: `https`, or `http`.
  [[nodiscard]] bool isSecure() const noexcept { return peer().isSecure(); }
  [[nodiscard]] std::string_view scheme() const noexcept { return isSecure() ? "https" : "http"; }

  /// `co_await context.sleep(1s)`; ends at once, with the handler, when the client is lost.
  [[nodiscard]] Sleep sleep(Duration duration) const noexcept { return Sleep(duration); }

  /// The library's own side: takes over what was kept with another context.
  void adoptState(Context& from) noexcept { state_ = std::move(from.state_); }
  /// Takes back what an earlier connection of the same client left. It takes the place of what is there, but for the
  /// principal and the session: the newer ones stay.
  void recoverState(pipeline::StateStore left) noexcept;
  /// Gives what was kept to a later connection of the same client, but for what was made for this one alone.
  [[nodiscard]] pipeline::StateStore takeState() noexcept;
  void applyFieldsTo(Response& response) const;
  [[nodiscard]] pipeline::Identity* identity() const noexcept { return state_.find<pipeline::Identity>(); }

protected:
  /// Of the handler's module.
  [[nodiscard]] virtual const di::ServiceScope& services() const noexcept = 0;
  /// Another principal was set.
  virtual void onPrincipal() {}

private:
  /// What is made for this context alone; null when there is no such provider.
  [[nodiscard]] void* ownService(const di::ServiceScope& services, di::TypeId type) const;

  mutable pipeline::StateStore state_;  // what `use` makes is kept there too
};

/// One that is told from the start where it is.
class PlacedContext : public Context {
public:
  /// Each of these lives longer.
  PlacedContext(const Request& request, const routing::Parameters& parameters, const di::ServiceScope& services,
                Loop& loop, const PeerAddress& peer)
      : request_(&request), parameters_(&parameters), services_(&services), loop_(&loop), peer_(&peer) {}
  PlacedContext(const Request& request, const routing::Parameters& parameters, const di::ServiceScope& services,
                Loop& loop, PeerAddress&& peer) = delete;

  [[nodiscard]] const Request& request() const noexcept final { return *request_; }
  [[nodiscard]] const routing::Parameters& parameters() const noexcept final { return *parameters_; }
  [[nodiscard]] Loop& loop() const noexcept final { return *loop_; }
  [[nodiscard]] const PeerAddress& peer() const noexcept final { return *peer_; }

protected:
  ~PlacedContext() override = default;
  [[nodiscard]] const di::ServiceScope& services() const noexcept final { return *services_; }

private:
  const Request* request_;
  const routing::Parameters* parameters_;
  const di::ServiceScope* services_;
  Loop* loop_;
  const PeerAddress* peer_;
};

/// The context of one HTTP request. It lives until the response has been made.
class RequestContext : public PlacedContext {
public:
  [[nodiscard]] static constexpr bool isAt(Door door) noexcept { return door == Door::request; }

  using PlacedContext::PlacedContext;

  /// The whole body; empty where the handler reads it while it comes (`RequestBody`, `Multipart`).
  [[nodiscard]] std::string_view body() const noexcept { return request().body(); }
  /// The body, read from JSON into a `T` (`json::read`).
  /// @throws UnsupportedMediaTypeException  when it is not said to be JSON
  /// @throws BadRequestException            when it is no JSON
  /// @throws UnprocessableContentException  names the field: `$.user.age: wants an integer from 0 to 255, got 300`
  template <class T>
  [[nodiscard]] T body() const {
    return pipeline::readBody<T>(request());
  }

  /// The library's own side: where the body comes from, while it comes. Of one that is there already it gives that.
  void feedBody(std::shared_ptr<pipeline::BodyFeed> feed) noexcept { feed_ = std::move(feed); }
  [[nodiscard]] std::shared_ptr<pipeline::BodyFeed> bodyFeed();

private:
  std::shared_ptr<pipeline::BodyFeed> feed_;
};

}  // namespace serinus
