#pragma once

#include <string_view>

namespace serinus::json {

/// Another name for a field, where the field's own cannot be the one in the text:
///
///     struct Student {
///       std::string name;
///       std::string class_;
///       int credits = 0;
///
///       static constexpr json::FieldName jsonNames[] = {{"class_", "class"}};
///       static constexpr std::string_view jsonOptional[] = {"credits"};
///     };
///
/// `jsonOptional` lists, by their own names, the fields that may be missing: they keep the value that their struct
/// gives them. Both lists are checked by the compiler.
struct FieldName {
  std::string_view field;
  std::string_view json;
};

}  // namespace serinus::json
