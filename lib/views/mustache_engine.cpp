#include <serinus/views/mustache_engine.hpp>

#include <serinus/json/json_document.hpp>

#include <kainjow/mustache.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <locale>
#include <map>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <variant>

namespace serinus {

namespace {

namespace fs = std::filesystem;
namespace mustache = kainjow::mustache;

/// A template as text, in the form that the library takes a partial in.
using Texts = std::map<std::string, mustache::data, std::less<>>;

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::system_error(std::make_error_code(std::errc::io_error), path.string() + " cannot be read");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

mustache::data dataOf(JsonValue value);

mustache::data objectOf(JsonValue value) {
  mustache::data object(mustache::data::type::object);
  for (const auto& [key, member] : value.members()) object[std::string(key)] = dataOf(member);
  return object;
}

mustache::data listOf(JsonValue value) {
  mustache::list list;
  list.reserve(value.size());
  for (const JsonValue element : value.elements()) list.push_back(dataOf(element));
  return mustache::data(list);
}

std::string numberOf(JsonValue value) {
  if (const auto number = value.asInt64()) return std::to_string(*number);
  if (const auto number = value.asUint64()) return std::to_string(*number);
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text.precision(15);
  text << value.asDouble().value_or(0);
  return text.str();
}

mustache::data dataOf(JsonValue value) {
  switch (value.kind()) {
    case JsonKind::object:
      return objectOf(value);
    case JsonKind::array:
      return listOf(value);
    case JsonKind::string:
      return mustache::data(std::string(*value.asString()));
    case JsonKind::integer:
    case JsonKind::floating:
      return mustache::data(numberOf(value));
    case JsonKind::boolean:
      return mustache::data(*value.asBool());
    case JsonKind::null:
    case JsonKind::absent:
      break;
  }
  return mustache::data(false);
}

/// Names come from the data, partials from the templates: neither hides the other.
class Names final : public mustache::context<std::string> {
public:
  Names(const mustache::data& data, const Texts& texts) : context(&data), texts_(&texts) {}

  [[nodiscard]] const mustache::data* get_partial(const std::string& name) const override {
    const auto found = texts_->find(name);
    if (found == texts_->end()) throw std::out_of_range("there is no template \"" + name + '"');
    return &found->second;
  }

private:
  const Texts* texts_;
};

}  // namespace

struct MustacheEngine::Templates {
  Texts texts;
};

MustacheEngine::MustacheEngine(ViewsOptions options) {
  auto templates = std::make_unique<Templates>();
  const fs::path root(options.root);
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file() || !entry.path().native().ends_with(options.ending)) continue;
    const std::string text = read(entry.path());
    const mustache::mustache parsed(text);
    if (!parsed.is_valid()) throw std::runtime_error(entry.path().string() + ": " + parsed.error_message());
    std::string name = entry.path().lexically_relative(root).generic_string();
    name.resize(name.size() - options.ending.size());
    templates->texts.emplace(std::move(name), mustache::data(text));
  }
  templates_ = std::move(templates);
}

MustacheEngine::~MustacheEngine() = default;

std::string MustacheEngine::render(std::string_view name, std::string_view data) const {
  const auto found = templates_->texts.find(name);
  if (found == templates_->texts.end()) throw std::out_of_range("there is no template \"" + std::string(name) + '"');
  const auto parsed = parseJson(data, {.maxSize = data.size()});
  const auto* const document = std::get_if<JsonDocument>(&parsed);
  if (document == nullptr) throw std::invalid_argument("the data of a view is no JSON");

  const mustache::data values = dataOf(document->root());
  Names names(values, templates_->texts);
  // Parsed anew: the library's object notes faults while it renders, so that threads cannot share it.
  mustache::mustache page(found->second.string_value());
  std::string text = page.render(names);
  if (!page.is_valid()) throw std::runtime_error("the template \"" + std::string(name) + "\": " + page.error_message());
  return text;
}

}  // namespace serinus
