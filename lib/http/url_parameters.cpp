#include <serinus/base/percent.hpp>
#include <serinus/http/url_parameters.hpp>

#include <algorithm>

namespace serinus {

namespace {

std::optional<std::string> decoded(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');  // before the escapes: %2B is a plus sign
  return percentDecode(spaced);
}

}  // namespace

UrlParameters::UrlParameters(std::string_view text, std::size_t most) {
  while (!text.empty() && fault_ == Fault::none) {
    const std::string_view piece = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), piece.size() + 1));
    if (!piece.empty()) fault_ = add(piece, most);
  }
  if (fault_ != Fault::none) parameters_.clear();
}

std::optional<std::string_view> UrlParameters::get(std::string_view name) const noexcept {
  const auto found = std::ranges::find(parameters_, name, &Parameter::name);
  if (found == parameters_.end()) return std::nullopt;
  return found->value;
}

std::vector<std::string_view> UrlParameters::getAll(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Parameter& parameter : parameters_) {
    if (parameter.name == name) values.emplace_back(parameter.value);
  }
  return values;
}

UrlParameters::Fault UrlParameters::add(std::string_view piece, std::size_t most) {
  if (parameters_.size() == most) return Fault::tooManyParameters;
  const std::size_t equals = std::min(piece.find('='), piece.size());
  std::optional<std::string> name = decoded(piece.substr(0, equals));
  std::optional<std::string> value = decoded(piece.substr(std::min(equals + 1, piece.size())));
  if (!name || !value) return Fault::badEscape;
  parameters_.push_back({std::move(*name), std::move(*value)});
  return Fault::none;
}

}  // namespace serinus
