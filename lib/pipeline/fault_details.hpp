#pragma once

#include <serinus/http/http_exception.hpp>
#include <serinus/json/read_fault.hpp>

namespace serinus::pipeline {

/// The exception with everything that is wrong with a value that was read.
template <class Exception>
[[nodiscard]] Exception withDetails(Exception exception, const json::ReadFault& fault) {
  exception.detail(fault.path(), fault.reason());
  for (const json::ReadFault::Other& other : fault.others()) exception.detail(other.path, other.reason);
  return exception;
}

}  // namespace serinus::pipeline
