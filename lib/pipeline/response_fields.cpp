#include <serinus/pipeline/response_fields.hpp>

namespace serinus::pipeline {

void ResponseFields::applyTo(Response& response) const {
  for (const Field field : set) {
    if (!response.header(field.name)) response.header(field.name, field.value);
  }
  for (const Field field : added) response.addHeader(field.name, field.value);
}

}  // namespace serinus::pipeline
