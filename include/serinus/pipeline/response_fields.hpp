#pragma once

#include <serinus/http/fields.hpp>
#include <serinus/http/response.hpp>

namespace serinus::pipeline {

/// Fields that an answer is to carry, whoever makes it in the end: a handler, an exception, the head of a stream.
struct ResponseFields {
  Fields set;    ///< unless the answer has such a field of its own
  Fields added;  ///< beside those of the same name

  void applyTo(Response& response) const;
};

}  // namespace serinus::pipeline
