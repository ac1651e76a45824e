#pragma once

#include <serinus/json/binding/structs.hpp>
#include <serinus/json/constraint.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace serinus {

/// What the fields of a plain struct must be, besides of their types. It stands in the struct and is asked wherever the
/// struct is read: a body, a query, a form, a typed event, or by `json::read`. All that is wrong is told at once.
///
///     struct Signup {
///       std::string name;
///       std::optional<std::string> mail;
///       int age = 0;
///       std::string password;
///       std::string repeated;
///
///       static void constrain(Constraints<Signup>& on) {
///         on.field(&Signup::name).length(1, 40);
///         on.field(&Signup::mail).matches("[^@ ]+@[^@ ]+", "an address");
///         on.field(&Signup::age).between(18, 130);
///         on.whole("password and repeated must be the same",
///                  [](const Signup& form) { return form.password == form.repeated; });
///       }
///     };
///
/// A field that is nothing (std::optional) fulfils whatever is wanted of it.
template <class T>
class Constraints {
public:
  /// @throws std::invalid_argument  when the struct has no such field of its own
  template <class Field>
  FieldConstraints<T, Field> field(Field T::* member) {
    return FieldConstraints<T, Field>(rules_, member, nameOf(member));
  }

  /// What must be true of the struct as a whole; asked when its fields are as they must be.
  /// @param otherwise  what is said when it is not
  void whole(std::string otherwise, std::function<bool(const T&)> isTrue) {
    wholes_.push_back({std::move(otherwise), std::move(isTrue)});
  }

  /// Those that `T::constrain` has declared.
  [[nodiscard]] static const Constraints& of() {
    static const Constraints declared = [] {
      Constraints constraints;
      T::constrain(constraints);
      return constraints;
    }();
    return declared;
  }

  /// The library's own side; not for applications.
  void check(const T& object, json::binding::Reader& reader, std::size_t before) const {
    for (const auto& rule : rules_) {
      if (std::string fault = rule.fault(object); !fault.empty()) reader.violate(rule.field, std::move(fault));
    }
    if (reader.faultCount() != before) return;
    for (const Whole& whole : wholes_) {
      if (!whole.isTrue(object)) reader.violate("", whole.otherwise);
    }
  }

private:
  struct Whole {
    std::string otherwise;
    std::function<bool(const T&)> isTrue;
  };

  template <class Field>
  static std::string_view nameOf(Field T::* member) {
    const T object{};
    std::array<const void*, json::binding::fieldCount<T>> fields{};
    json::binding::locateConstFields<T>(&object, fields.data());
    const auto found = std::find(fields.begin(), fields.end(), static_cast<const void*>(&(object.*member)));
    if (found == fields.end()) throw std::invalid_argument("Constraints: the struct has no such field");
    return json::binding::FieldNames<T>::texts[static_cast<std::size_t>(found - fields.begin())];
  }

  std::vector<FieldRule<T>> rules_;
  std::vector<Whole> wholes_;
};

}  // namespace serinus
