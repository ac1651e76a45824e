#pragma once

#include "parser_dialogue.hpp"

#include <serinus/http/form_parser.hpp>

#include <string>
#include <string_view>

namespace serinus::http {

/// What a parser tells about a form, as one line: `<name|filename|type>` or `<name>` where a part begins, its content
/// between quotes, `.` for its end, `!400 reason` for a fault, `ok` for an end that is one.
class FormDialogue {
public:
  explicit FormDialogue(std::string_view boundary = "B", const FormLimits& limits = {}) : parser_(boundary, limits) {}

  /// Hands over a piece in an exact block.
  void receive(std::string_view piece) {
    if (fault_) return;
    const ExactBlock block(piece);
    std::string_view rest = block.view();
    while (true) {
      const FormParser::Step step = parser_.parse(rest);
      rest.remove_prefix(step.consumed);
      if (std::holds_alternative<NeedMore>(step.event)) {
        if (!rest.empty()) text_ += "[left over]";
        return;
      }
      take(step.event);
      if (fault_) return;
    }
  }

  /// The end of the body.
  [[nodiscard]] std::string text() {
    if (fault_) return text_;
    const std::optional<Fault> fault = parser_.finish();
    return text_ + (fault ? shown(*fault) : "ok");
  }

  [[nodiscard]] const FormParser& parser() const { return parser_; }

private:
  static std::string shown(const Fault& fault) {
    return "!" + std::to_string(code(fault.status)) + " " + std::string(fault.reason);
  }

  void take(const FormParser::Event& event) {
    if (std::holds_alternative<PartBegin>(event)) onBegin(parser_.part());
    if (const auto* data = std::get_if<PartData>(&event)) {
      text_ += data->data.empty() ? "[empty]" : "";
      content_ += data->data;
    }
    if (std::holds_alternative<PartEnd>(event)) {
      flush();
      text_ += ".";
    }
    if (const auto* fault = std::get_if<Fault>(&event)) {
      flush();
      text_ += shown(*fault);
      fault_ = true;
    }
  }

  void onBegin(const FormPart& part) {
    text_ += "<" + part.name;
    if (part.filename) text_ += "|" + *part.filename + "|" + part.contentType;
    text_ += ">";
  }

  void flush() {
    if (!content_.empty()) text_ += "\"" + content_ + "\"";
    content_.clear();
  }

  FormParser parser_;
  std::string text_;
  std::string content_;
  bool fault_ = false;
};

inline std::string formInPieces(std::string_view body, std::size_t size, const FormLimits& limits = {},
                                std::string_view boundary = "B") {
  FormDialogue dialogue(boundary, limits);
  for (; !body.empty(); body.remove_prefix(std::min(size, body.size()))) dialogue.receive(body.substr(0, size));
  return dialogue.text();
}

inline std::string wholeForm(std::string_view body, const FormLimits& limits = {}, std::string_view boundary = "B") {
  return formInPieces(body, std::max<std::size_t>(body.size(), 1), limits, boundary);
}

inline std::string formCutAt(std::string_view body, std::size_t at, const FormLimits& limits = {},
                             std::string_view boundary = "B") {
  FormDialogue dialogue(boundary, limits);
  dialogue.receive(body.substr(0, at));
  dialogue.receive(body.substr(at));
  return dialogue.text();
}

}  // namespace serinus::http
