#pragma once

#include <serinus/http/entity_tag.hpp>
#include <serinus/http/fields.hpp>
#include <serinus/http/method.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

namespace serinus {

/// What tells one state of a resource from the others (RFC 9110, 8.8).
struct Validators {
  std::optional<EntityTag> tag{};
  std::optional<std::chrono::sys_seconds> lastModified{};
  bool exists = true;  ///< false: there is nothing yet, as before a PUT that creates
};

/// What the conditions of a request leave to be done.
struct Preconditions {
  enum class Outcome : std::uint8_t {
    proceed,
    notModified,         ///< answer 304, with the ETag, Cache-Control, Vary and so on of a 200
    preconditionFailed,  ///< answer 412 and change nothing
  };
  Outcome outcome = Outcome::proceed;
  /// A Range field may be obeyed; otherwise the answer is whole. Only ever true for a GET that proceeds.
  bool rangeHolds = false;
};

/// Judges If-Match, If-Unmodified-Since, If-None-Match, If-Modified-Since and If-Range, in the order of RFC 9110,
/// 13.2.2. To be asked last, right before the method is performed: of a request that without conditions would be
/// answered with a 2xx (13.2.1). What stands for a method that has no state to choose (OPTIONS) is passed over.
///
/// A date that is none, one that comes twice, and one where there is no `lastModified` are passed over, as is an
/// If-Modified-Since with other methods than GET and HEAD. A list of tags that is malformed (`EntityTagList`) is passed
/// over by GET and HEAD in If-None-Match and fails otherwise: a condition that nobody can read permits no change.
///
/// @param current  of the representation that would be sent, or that would be changed
/// @param now  for dates with a year of two digits; and a state younger than a second is not told from the next one by
///             its date, so that an If-Range with that date does not hold (8.8.2.2)
[[nodiscard]] Preconditions judgePreconditions(Method method, const Fields& fields, const Validators& current,
                                               std::chrono::sys_seconds now);

}  // namespace serinus
