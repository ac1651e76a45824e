// JSON texts and the values that are read from them: against a plain reader, and back.

#include "../ws/exact_block.hpp"
#include "input.hpp"
#include "json_reference.hpp"
#include "target.hpp"

#include <serinus/json/constraints.hpp>
#include <serinus/json/json_parser.hpp>
#include <serinus/json/read.hpp>
#include <serinus/json/write.hpp>

#include <algorithm>
#include <array>
#include <deque>
#include <memory>
#include <tuple>
#include <vector>

namespace serinus::json {
namespace {

using fuzz::require;
using fuzz::requireSame;

enum class Colour { red, green, blue };

struct Circle {
  double radius = 0;
  bool operator==(const Circle&) const = default;
};

struct Box {
  std::int8_t width = 0;
  std::optional<std::uint8_t> height;
  bool operator==(const Box&) const = default;
};

struct Chain {
  int value = 0;
  std::unique_ptr<Chain> next;

  friend bool operator==(const Chain& a, const Chain& b) {
    if ((a.next == nullptr) != (b.next == nullptr) || a.value != b.value) return false;
    return a.next == nullptr || *a.next == *b.next;
  }
};

struct Port {
  std::uint16_t port = 1;
  std::string host;
  bool operator==(const Port&) const = default;

  static void constrain(Constraints<Port>& on) {
    on.field(&Port::port).atLeast(1);
    on.field(&Port::host).length(0, 4);
    on.whole("wants no host at port 7", [](const Port& read) { return read.port != 7 || read.host.empty(); });
  }
};

/// A field of every kind. Nearly all may be missing, so that small texts are taken.
struct Everything {
  std::int8_t i8 = 0;
  std::uint8_t u8 = 0;
  std::int16_t i16 = 0;
  std::uint16_t u16 = 0;
  std::int32_t i32 = 0;
  std::uint32_t u32 = 0;
  std::int64_t i64 = 0;
  std::uint64_t u64 = 0;
  double d = 0;
  float f = 0;
  bool flag = false;
  std::string text;
  std::optional<int> maybe;
  std::vector<int> list;
  std::deque<std::optional<bool>> queue;
  std::array<double, 2> array{};
  std::tuple<bool, std::string, std::int64_t> triple;
  std::pair<float, Colour> pair;
  std::map<std::string, float> map;
  Colour colour = Colour::red;
  std::variant<Circle, Box> shape;
  std::variant<std::monostate, bool, std::string, std::vector<std::uint8_t>, Circle, Box> any;
  Port nested;
  Chain chain;
  std::vector<Everything> more;

  static constexpr FieldName jsonNames[] = {{"text", "class"}};
  static constexpr std::string_view jsonOptional[] = {
      "u8",    "i16",   "u16",    "i32",  "u32", "i64",    "u64",   "d",   "f",      "flag",  "text", "list",
      "queue", "array", "triple", "pair", "map", "colour", "shape", "any", "nested", "chain", "more"};
  bool operator==(const Everything&) const = default;
};

bool isSyntax(JsonFaultReason reason) {
  using Reason = JsonFaultReason;
  return reason == Reason::unexpectedByte || reason == Reason::afterEnd || reason == Reason::controlInString ||
         reason == Reason::badUtf8;
}

/// Whether it is the beginning of a text that could be taken.
bool mayGoOn(std::string_view text, JsonLimits limits) {
  const auto parsed = parseJson(text, limits);
  const auto* const fault = std::get_if<JsonFault>(&parsed);
  return fault == nullptr || fault->reason() == JsonFaultReason::endsEarly;
}

void judgeSyntaxFault(std::string_view text, const JsonFault& fault, JsonLimits limits) {
  require(fault.offset() <= text.size(), "a fault lies in the text");
  require(fault.path().empty() || fault.path().front() == '/', "a fault has a pointer");
  if (fault.reason() == JsonFaultReason::tooLarge) {
    require(text.size() > limits.maxSize && fault.offset() == limits.maxSize, "a text is too large from the limit on");
    return;
  }
  require(text.size() <= limits.maxSize, "nothing beyond the limit is read");
  require((fault.reason() == JsonFaultReason::endsEarly) == (fault.offset() == text.size()),
          "only an end is at the end");
  require(mayGoOn(text.substr(0, fault.offset()), limits), "up to the fault nothing is wrong");
  if (isSyntax(fault.reason())) {
    require(!mayGoOn(text.substr(0, fault.offset() + 1), limits), "the first wrong byte is named");
  }
}

/// What the parser makes of the text is what everybody does.
std::optional<JsonFault> judgeSyntax(std::string_view text, const ReferenceReader& reference, JsonLimits limits) {
  JsonParser parser;
  const bool isTaken = reference.isJson() && text.size() <= limits.maxSize;
  static_cast<void>(parser.parse(text.substr(0, text.size() / 2), limits));  // it has memory of another text
  const std::variant<JsonValue, JsonFault> parsed = parser.parse(text, limits);
  const std::variant<JsonDocument, JsonFault> document = parseJson(text, limits);
  require(parsed.index() == document.index(), "a parser that is used again takes the same");
  require((parsed.index() == 0) == isTaken, "what everybody takes is taken, and nothing else");
  if (isTaken) {
    requireSame(shown(std::get<JsonValue>(parsed)), reference.shown(), "values are what everybody reads");
    requireSame(shown(std::get<JsonDocument>(document).root()), reference.shown(),
                "a document has what everybody reads");
    return std::nullopt;
  }
  judgeSyntaxFault(text, std::get<JsonFault>(parsed), limits);
  return std::get<JsonFault>(parsed);
}

/// Paths of faults lead somewhere.
class PathJudge {
public:
  PathJudge(JsonValue root, std::string_view rootPath, const ReferenceReader::Places& places)
      : root_(root), rootPath_(rootPath), places_(places) {}

  void judge(const std::string& path, std::string_view reason, std::optional<std::size_t> offset) const {
    require(path.starts_with(rootPath_), "a path begins with its root");
    require(!reason.empty(), "there is a reason");
    const std::string whole = "$" + path.substr(rootPath_.size());
    const std::string holder = whole.substr(0, whole.rfind('.'));
    const bool isMissing = reason == "is missing";
    require(places_.contains(isMissing ? holder : whole), "a path leads to a value");
    const auto [first, last] = places_.equal_range(isMissing ? holder : whole);
    for (auto place = first; place != last; ++place) {
      require(root_.at(place->second.pointer).exists(), "a pointer to a value leads to one");
    }
    const bool isOfHolder = isMissing || whole.ends_with(".port") || whole.ends_with(".host");
    require(!offset || isAt(whole, *offset) || (isOfHolder && isAt(holder, *offset)), "a fault is where its path says");
  }

private:
  [[nodiscard]] bool isAt(const std::string& path, std::size_t offset) const {
    const auto [first, last] = places_.equal_range(path);
    return std::any_of(first, last, [&](const auto& place) { return place.second.offset == offset; });
  }

  JsonValue root_;
  std::string_view rootPath_;
  const ReferenceReader::Places& places_;
};

void judgeContentFault(const ReadFault& fault, const PathJudge& paths) {
  require(fault.kind() == FaultKind::content, "a text that can be parsed has no fault of syntax");
  paths.judge(fault.path(), fault.reason(), fault.offset());
  require(fault.others().size() < 16, "no more faults are told than allowed");
  for (const ReadFault::Other& other : fault.others()) paths.judge(other.path, other.reason, std::nullopt);
}

void judgeValue(const Everything& value) {
  const std::string written = write(value);
  constexpr ReadOptions strict{.unknownFields = UnknownFields::refuse, .limits = {.maxDepth = 1024}};
  require(ReferenceReader(written, 1024).isJson(), "what is written is JSON");
  const auto again = tryRead<Everything>(written, strict);
  if (const auto* fault = std::get_if<ReadFault>(&again)) requireSame(fault->message(), "", "what is written is read");
  require(std::get<Everything>(again) == value, "what is written reads back the same");
  requireSame(write(std::get<Everything>(again)), written, "what is read back is written the same");
}

std::string shown(const std::variant<Everything, ReadFault>& outcome) {
  if (const auto* value = std::get_if<Everything>(&outcome)) return write(*value);
  const auto& fault = std::get<ReadFault>(outcome);
  std::string lines = fault.path() + ": " + fault.reason();
  for (const ReadFault::Other& other : fault.others()) lines += "\n" + other.path + ": " + other.reason;
  return lines;
}

constexpr std::size_t depths[] = {64, 0, 2, 2000};

const fuzz::Target target("json_binding", [](std::string_view data) {
  fuzz::Input input(data);
  const std::uint8_t choice = input.byte();
  ReadOptions options;
  if (choice % 2 != 0) options.unknownFields = UnknownFields::refuse;
  if (choice / 2 % 2 != 0) options.path = "body";
  options.limits.maxDepth = depths[choice / 4 % 4];
  if (choice / 16 % 4 == 3) options.limits.maxSize = 24;
  ws::ExactBlock block(input.rest());
  const std::string_view text = asText(block.bytes());

  const ReferenceReader reference(text, std::min<std::size_t>(options.limits.maxDepth, 1024));
  const std::optional<JsonFault> syntax = judgeSyntax(text, reference, options.limits);
  const auto outcome = tryRead<Everything>(text, options);
  const auto* const fault = std::get_if<ReadFault>(&outcome);
  if (syntax) {
    require(fault != nullptr && fault->kind() == FaultKind::syntax, "what cannot be parsed cannot be read");
    require(fault->offset() == syntax->offset(), "a fault of syntax has one place");
    requireSame(fault->reason(), serinus::text(syntax->reason()), "a fault of syntax has one reason");
    require(fault->path().starts_with(options.path), "a path begins with its root");
    return;
  }
  const auto document = parseJson(text, options.limits);
  const JsonValue root = std::get<JsonDocument>(document).root();
  requireSame(shown(tryRead<Everything>(root, options)), shown(outcome), "a text is read as its document is");
  if (fault != nullptr) {
    judgeContentFault(*fault, PathJudge(root, options.path, reference.places()));
  } else {
    judgeValue(std::get<Everything>(outcome));
  }
});

}  // namespace
}  // namespace serinus::json
