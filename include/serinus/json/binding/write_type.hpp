#pragma once

#include <span>
#include <string>
#include <string_view>

/// The counterpart of `read_type.hpp` for writing.
namespace serinus::json::binding {

using WriteFunction = void (*)(std::string& out, const void* object);

struct WriteField {
  std::string_view label;  // `,"name":`
  WriteFunction write;
  bool (*isAbsent)(const void* field);  // null: never; an absent field is left out
};

struct WriteStructure {
  std::span<const WriteField> fields;
  void (*locate)(const void* object, const void** fields);
};

/// Appends a plain struct; the member `tagField` comes first, unless it is empty.
void writeStructure(std::string& out, const void* object, const WriteStructure& structure, std::string_view tagField,
                    std::string_view tag);

}  // namespace serinus::json::binding
