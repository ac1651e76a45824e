#include <serinus/pipeline/handler.hpp>

#include <serinus/http/http_exception.hpp>

namespace serinus::pipeline {

const Principal& requirePrincipal(const Context& context) {
  const Principal* const principal = context.principal();
  if (principal == nullptr) throw UnauthorizedException();
  return *principal;
}

void throwNothingFound() {
  throw NotFoundException();
}

}  // namespace serinus::pipeline
