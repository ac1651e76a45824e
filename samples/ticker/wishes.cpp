#include "wishes.hpp"

#include <serinus/http/http_exception.hpp>

#include <charconv>
#include <chrono>
#include <optional>

namespace ticker {

using namespace serinus;

std::string pageOf(const Context& context) {
  constexpr std::size_t longest = 64;
  const std::string_view page = context.query("page").value_or("");
  if (page.empty() || page.size() > longest) throw BadRequestException("say which page this is: ?page=…");
  return std::string(page);
}

Duration paceOf(const Context& context) {
  constexpr std::chrono::milliseconds usual{50};
  constexpr int longest = 2'000;
  const std::string_view text = context.query("every").value_or("");
  int milliseconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), milliseconds);
  const bool isNumber = error == std::errc() && end == text.data() + text.size();
  if (!isNumber || milliseconds < 0 || milliseconds > longest) return usual;
  return std::chrono::milliseconds(milliseconds);
}

std::string cursorOf(const Context& context, std::string_view topic) {
  return std::string(context.query(topic).value_or(""));
}

}  // namespace ticker
