#include <serinus/pipeline/read_body.hpp>

#include "pipeline/content_type.hpp"
#include "pipeline/fault_details.hpp"

#include <serinus/http/http_exception.hpp>

namespace serinus::pipeline {

void requireJson(const Request& request) {
  const auto type = contentTypeOf(request);
  // RFC 6839, 3.1: the suffix +json says that the body is JSON, too.
  if (type && (type->is("application/json") || (type->type() == "application" && type->subtype().ends_with("+json"))))
    return;
  throw UnsupportedMediaTypeException("the body is read as JSON: send it with Content-Type: application/json");
}

void throwBodyFault(const json::ReadFault& fault) {
  if (fault.kind() == json::FaultKind::syntax) throw BadRequestException(fault.message());
  throw withDetails(UnprocessableContentException(fault.message()), fault);
}

}  // namespace serinus::pipeline
