#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace serinus::routing {

/// A pattern that cannot be understood; the text names it, the place and what to write instead.
class PatternError : public std::invalid_argument {
public:
  using std::invalid_argument::invalid_argument;
};

/// One part of a pattern, between two slashes.
struct Segment {
  enum class Kind {
    literal,    ///< exactly `prefix`
    parameter,  ///< `prefix`, at least one byte that is the value, `suffix`
    any,        ///< `*`: exactly one segment
    tail,       ///< `**`: all that is left, possibly nothing
  };
  Kind kind = Kind::literal;
  std::string prefix;
  std::string suffix;
  std::string name;  ///< of a parameter, or `*` or `**`; empty for a literal
};

/// A path with holes: `/users/:id`, `/users/<id>`, `/files/file_<n>.txt`, `/docs/:page?` (the last parameter may be
/// missing), `/cdn/*/logo.png`, `/static/**`.
///
/// A leading slash is implied and one trailing slash means nothing: `users`, `/users` and `/users/` are the same
/// pattern;
/// `""` and `/` are the root. Literal parts are compared with the path as it was sent, percent-encoding included.
class Pattern {
public:
  /// @throws PatternError
  explicit Pattern(std::string_view text);

  /// The text in its normal form, such as `/users/:id`.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] const std::vector<Segment>& segments() const noexcept { return segments_; }
  [[nodiscard]] bool lastIsOptional() const noexcept { return lastIsOptional_; }

private:
  void addSegment(std::string_view part, bool last);
  void addParameter(Segment segment);
  [[noreturn]] void fail(std::string_view part, std::string_view problem) const;

  std::string text_;
  std::vector<Segment> segments_;
  bool lastIsOptional_ = false;
};

/// Puts path parts together with exactly one slash between them: `("/api/", "users", "/:id")` → `/api/users/:id`.
[[nodiscard]] std::string joinPaths(std::initializer_list<std::string_view> parts);

}  // namespace serinus::routing
