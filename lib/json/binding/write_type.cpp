#include <serinus/json/binding/field_count.hpp>
#include <serinus/json/binding/write_type.hpp>
#include <serinus/json/json_quote.hpp>

#include <array>
#include <cstddef>

namespace serinus::json::binding {

void writeStructure(std::string& out, const void* object, const WriteStructure& structure, std::string_view tagField,
                    std::string_view tag) {
  std::array<const void*, maxFields> places;
  structure.locate(object, places.data());
  out += '{';
  bool isFirst = true;
  if (!tagField.empty()) {
    appendJsonQuoted(out, tagField);
    out += ':';
    appendJsonQuoted(out, tag);
    isFirst = false;
  }
  for (std::size_t i = 0; i < structure.fields.size(); ++i) {
    const WriteField& field = structure.fields[i];
    if (field.isAbsent != nullptr && field.isAbsent(places[i])) continue;
    out += field.label.substr(isFirst ? 1 : 0);
    field.write(out, places[i]);
    isFirst = false;
  }
  out += '}';
}

}  // namespace serinus::json::binding
