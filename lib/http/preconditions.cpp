#include <serinus/http/entity_tag_list.hpp>
#include <serinus/http/parse_date.hpp>
#include <serinus/http/preconditions.hpp>

#include <string_view>

namespace serinus {

namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;
using Outcome = Preconditions::Outcome;

class Judge {
public:
  Judge(Method method, const Fields& fields, const Validators& current, sys_seconds now) noexcept
      : fields_(fields), current_(current), now_(now), reads_(method == Method::get || method == Method::head) {}

  /// Steps 1 and 2 of RFC 9110, 13.2.2.
  [[nodiscard]] bool mayTouch() const {
    if (fields_.has("If-Match")) return ifMatch();
    const std::optional<sys_seconds> date = dateOf("If-Unmodified-Since");
    return !date || !current_.lastModified || *current_.lastModified <= *date;
  }

  /// Steps 3 and 4.
  [[nodiscard]] bool isNews() const {
    if (fields_.has("If-None-Match")) return ifNoneMatch();
    if (!reads_ || !current_.lastModified) return true;
    const std::optional<sys_seconds> date = dateOf("If-Modified-Since");
    return !date || *current_.lastModified > *date;
  }

  [[nodiscard]] Outcome whenNoNews() const noexcept {
    return reads_ ? Outcome::notModified : Outcome::preconditionFailed;
  }

  /// Step 5.
  [[nodiscard]] bool ifRange() const {
    if (!fields_.has("If-Range")) return true;
    if (fields_.count("If-Range") > 1) return false;
    if (const auto tag = EntityTag::parse(*fields_.get("If-Range"))) {
      return current_.tag && current_.tag->matchesStrongly(*tag);
    }
    const std::optional<sys_seconds> date = dateOf("If-Range");
    return date && current_.lastModified == date && now_ - *date >= seconds(1);  // RFC 9110, 13.1.5: exactly
  }

private:
  [[nodiscard]] bool ifMatch() const {
    const auto list = http::EntityTagList::parse(fields_, "If-Match");
    if (!list || !current_.exists) return false;
    return list->any() || (current_.tag && list->matchesStrongly(*current_.tag));
  }

  [[nodiscard]] bool ifNoneMatch() const {
    const auto list = http::EntityTagList::parse(fields_, "If-None-Match");
    if (!list) return reads_;
    if (!current_.exists) return true;
    return !list->any() && !(current_.tag && list->matchesWeakly(*current_.tag));
  }

  [[nodiscard]] std::optional<sys_seconds> dateOf(std::string_view name) const noexcept {
    if (fields_.count(name) != 1) return std::nullopt;
    return http::parseDate(*fields_.get(name), now_);
  }

  const Fields& fields_;
  const Validators& current_;
  sys_seconds now_;
  bool reads_;
};

}  // namespace

Preconditions judgePreconditions(Method method, const Fields& fields, const Validators& current, sys_seconds now) {
  if (method == Method::options) return {};
  const Judge judge(method, fields, current, now);
  if (!judge.mayTouch()) return {Outcome::preconditionFailed, false};
  if (!judge.isNews()) return {judge.whenNoNews(), false};
  return {Outcome::proceed, method == Method::get && judge.ifRange()};
}

}  // namespace serinus
