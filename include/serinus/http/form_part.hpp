#pragma once

#include <serinus/http/fields.hpp>

#include <optional>
#include <string>

namespace serinus::http {

/// What the head of a part says: one entry of a form (RFC 7578, 4).
struct FormPart {
  /// As sent, for HTML escapes quotes and line ends in a way that cannot be told from the text itself; never with a
  /// control byte but HTAB. The same name may come several times.
  std::string name;

  /// As sent, where the part is a file; empty for a file input that was left alone. It is the sender's word, perhaps
  /// with `/`, `..` or any byte above 0x7F, and is no path to write to (RFC 7578, 4.2).
  std::optional<std::string> filename;

  /// As sent; empty where there is none, which means `text/plain` (RFC 7578, 4.4).
  std::string contentType;

  /// All fields of the part.
  Fields fields;
};

}  // namespace serinus::http
