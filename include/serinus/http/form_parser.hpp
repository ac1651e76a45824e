#pragma once

#include <serinus/http/form_part.hpp>
#include <serinus/http/request_parser.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace serinus::http {

/// A part begins: `FormParser::part()` tells which.
struct PartBegin {};

/// A piece of its content, never empty: a view that the next call to the parser ends.
struct PartData {
  std::string_view data;
};

/// It is complete.
struct PartEnd {};

/// Makes the entries of a form from the pieces of a body that is `multipart/form-data` (RFC 7578; RFC 2046, 5.1).
///
/// A value without I/O that keeps one head at most, never content. Each step consumes bytes and tells one thing. The
/// verdict and the events do not depend on how the body is cut; only the pieces of content do.
///
/// What stands before the first boundary and behind the last one is passed over. Nothing that two readers could
/// understand differently is repaired, but is a fault: a line end other than CR LF around heads, a folded field,
/// anything but blanks behind a boundary (RFC 2046: what begins with the boundary is one), a part without one
/// `Content-Disposition: form-data` with one `name`, a parameter that comes twice or is of the kind `filename*`
/// (RFC 7578, 4.2: must not be used), a Content-Transfer-Encoding that changes the bytes (4.7).
class FormParser {
public:
  using Event = std::variant<NeedMore, PartBegin, PartData, PartEnd, Fault>;
  struct Step {
    std::size_t consumed;
    Event event;
  };

  /// @param boundary  as `formBoundary` gives it
  /// @throws std::invalid_argument  when it is none
  explicit FormParser(std::string_view boundary, const FormLimits& limits = {});

  /// Goes on to the next event; all of the input is used up by `NeedMore`. After a fault each call repeats it.
  [[nodiscard]] Step parse(std::string_view input);

  /// To be asked at the end of the body. Nothing when the form is complete; it may have no part at all.
  [[nodiscard]] std::optional<Fault> finish() const noexcept;

  /// The part that began last; until the next one begins.
  [[nodiscard]] const FormPart& part() const noexcept { return part_; }

private:
  /// Where the next byte stands.
  enum class Place : std::uint8_t {
    preamble,
    boundary,       ///< right behind a boundary
    boundaryDash,   ///< behind a `-` there
    boundaryBlank,  ///< behind blanks there
    boundaryCr,     ///< behind the CR that ends its line
    head,
    content,
    closed,  ///< behind the last boundary, on its line
    closedCr,
    epilogue,
    fault,
  };

  [[nodiscard]] Step advance(std::string_view input);
  [[nodiscard]] Step refuse(std::size_t consumed, const Fault& fault) noexcept;
  [[nodiscard]] Step untilBoundary(std::string_view input) noexcept;
  [[nodiscard]] Step content(std::string_view data, std::size_t consumed) noexcept;
  [[nodiscard]] Step atBoundary(std::size_t consumed) noexcept;
  [[nodiscard]] Step behindBoundary(char c) noexcept;
  [[nodiscard]] Step beginHead() noexcept;
  [[nodiscard]] Step readHead(std::string_view input);
  [[nodiscard]] Step beginPart(std::size_t consumed);

  FormLimits limits_;
  std::string delimiter_;  // CR LF, two dashes, the boundary
  Place place_ = Place::preamble;
  /// How many bytes of a delimiter came last, and how many of these are no content: the start of the body and the empty
  /// line behind a head stand in for its CR LF.
  std::size_t matched_ = 2;
  std::size_t borrowed_ = 2;
  std::uint64_t totalLeft_;
  std::uint64_t partLeft_ = 0;
  std::size_t partsLeft_;
  std::string head_;
  FormPart part_;
  Fault fault_;
};

}  // namespace serinus::http
