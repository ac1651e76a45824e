#pragma once

#include <serinus/pipeline/context.hpp>
#include <serinus/pipeline/extracted.hpp>
#include <serinus/pipeline/multipart.hpp>
#include <serinus/pipeline/read_values.hpp>
#include <serinus/pipeline/request_body.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// How the parameters of a handler come from a request.
namespace serinus::pipeline {

/// A class of the application's own that is made from a request:
///
///     struct Tenant {
///       std::string name;
///       static Tenant fromRequest(Context& context);   // throws an HttpException where there is none
///     };
template <class T>
concept FromRequest = requires(Context& context) {
  { T::fromRequest(context) } -> std::convertible_to<T>;
};

/// The value of a path parameter by its place; nothing when the path has fewer, as its end may be left out.
struct PlacedValue {
  std::string where;  ///< `path.id`
  std::optional<std::string_view> value;
};
[[nodiscard]] PlacedValue placedValue(const Context& context, std::size_t place);
/// @throws UnsupportedMediaTypeException, BadRequestException
[[nodiscard]] std::string readText(const Request& request);
/// The parameters of a form. @throws UnsupportedMediaTypeException, BadRequestException
[[nodiscard]] UrlParameters readFormParameters(const Request& request);
/// The values of a field, as they were sent. What checkboxes are: `on` becomes `true`, and one that is missing `false`.
[[nodiscard]] std::vector<std::string_view> formValues(std::vector<std::string_view> values, const ValueField& field);

template <class T>
[[nodiscard]] T readForm(const Request& request) {
  const UrlParameters form = readFormParameters(request);
  return readValues<T>([&form](const ValueField& field) { return formValues(form.getAll(field.name), field); }, "form");
}

/// A text that may be missing, as a `T` or a `std::optional`.
template <class T>
struct NamedText {
  static T read(std::optional<std::string_view> text, const std::string& where) {
    if (!text) throwMissingValue(where);
    return readValue<T>(*text, where);
  }
};
template <class T>
struct NamedText<std::optional<T>> {
  static std::optional<T> read(std::optional<std::string_view> text, const std::string& where) {
    if (!text) return std::nullopt;
    return readValue<T>(*text, where);
  }
};

/// How the body of a request reaches a handler's parameter.
enum class BodyUse : std::uint8_t {
  none,
  whole,     ///< the handler is called when it is there
  streamed,  ///< it is read while it comes
  form,      ///< a form is read while it comes, before the handler is called
};

/// What takes no values of the path by their place, and leaves the body alone.
struct ExtractDefaults {
  static constexpr std::size_t pathValues = 0;
  static constexpr BodyUse bodyUse = BodyUse::none;
};
struct WholeBody : ExtractDefaults {
  static constexpr BodyUse bodyUse = BodyUse::whole;
};

/// `Extract<T>::from(context, place)`: `place` counts the path values before it. `pathValues` is how many it takes.
template <class T>
struct Extract : ExtractDefaults {
  static_assert(FromRequest<T>,
                "this is no parameter of a handler: take the context by reference, or by value one of Path, Query, "
                "Header, Cookie, Body, Form, Multipart, RequestBody, or a class with a static fromRequest(Context&)");
  static T from(Context& context, std::size_t) { return T::fromRequest(context); }
};

template <class T>
struct Extract<Path<T>> : ExtractDefaults {
  static constexpr bool isStruct = json::binding::PlainStruct<T> && !json::binding::HasCodec<T>;
  static constexpr std::size_t pathValues = isStruct ? 0 : 1;
  static Path<T> from(Context& context, std::size_t place) {
    if constexpr (isStruct) {
      const auto values = [&context](const ValueField& field) {
        const auto value = context.parameters().get(field.name);
        return value ? std::vector<std::string_view>{*value} : std::vector<std::string_view>();
      };
      return Path<T>(readValues<T>(values, "path"));
    } else {
      const PlacedValue found = placedValue(context, place);
      return Path<T>(NamedText<T>::read(found.value, found.where));
    }
  }
};

template <class T>
struct Extract<Query<T>> : ExtractDefaults {
  static Query<T> from(Context& context, std::size_t) { return Query<T>(context.query<T>()); }
};

template <FixedText name, class T>
struct Extract<Header<name, T>> : ExtractDefaults {
  static Header<name, T> from(Context& context, std::size_t) {
    return Header<name, T>(NamedText<T>::read(context.header(name.view()), "header " + std::string(name.view())));
  }
};

template <FixedText name, class T>
struct Extract<Cookie<name, T>> : ExtractDefaults {
  static Cookie<name, T> from(Context& context, std::size_t) {
    return Cookie<name, T>(NamedText<T>::read(context.cookie(name.view()), "cookie " + std::string(name.view())));
  }
};

template <class T>
struct Extract<Body<T>> : WholeBody {
  static Body<T> from(Context& context, std::size_t) {
    if constexpr (std::same_as<T, std::string>) {
      return Body<T>(readText(context.request()));
    } else if constexpr (std::same_as<T, std::vector<std::byte>>) {
      const ByteView bytes = asBytes(context.request().body());
      return Body<T>(T(bytes.begin(), bytes.end()));
    } else {
      return Body<T>(readBody<T>(context.request()));
    }
  }
};

template <class T>
struct Extract<Form<T>> : WholeBody {
  static Form<T> from(Context& context, std::size_t) { return Form<T>(readForm<T>(context.request())); }
};

template <>
struct Extract<RequestBody> : ExtractDefaults {
  static constexpr BodyUse bodyUse = BodyUse::streamed;
  static RequestBody from(RequestContext& context, std::size_t) { return RequestBody(context.bodyFeed()); }
};

template <>
struct Extract<Multipart> : ExtractDefaults {
  static constexpr BodyUse bodyUse = BodyUse::form;
  /// What `readMultipart` has made.
  static Multipart from(RequestContext& context, std::size_t) { return std::move(context.state<Multipart>()); }
};

}  // namespace serinus::pipeline
