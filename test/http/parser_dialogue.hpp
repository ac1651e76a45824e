#pragma once

#include <serinus/http/request_parser.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace serinus::http {

/// Small enough that random input meets each of them.
inline constexpr Limits tightLimits{.maxRequestLine = 40,
                                    .maxHeaderBytes = 120,
                                    .maxHeaders = 4,
                                    .maxFieldName = 20,
                                    .maxBody = 12,
                                    .maxChunkOverhead = 8,
                                    .maxTrailerBytes = 30};

/// A copy in a heap block of exactly its size, so that AddressSanitizer sees one byte too far.
class ExactBlock {
public:
  explicit ExactBlock(std::string_view text) : bytes_(text.begin(), text.end()) { bytes_.shrink_to_fit(); }
  [[nodiscard]] std::string_view view() const { return {bytes_.data(), bytes_.size()}; }

private:
  std::vector<char> bytes_;
};

/// What a parser tells about a connection, as one line: `GET /a 1.1 {Host=a} none;` for a head and
/// `"text"` for a body, `[A=b]` for trailers, `.` for the end of a message, `!400 reason` for a fault, `>rest` for what
/// an upgrade leaves.
class Dialogue {
public:
  explicit Dialogue(const Limits& limits = {}) : parser_(limits) {}

  /// Hands over a piece as a connection would: in an exact block, together with what was not consumed.
  void receive(std::string_view piece) {
    pending_ += piece;
    bool more = true;
    while (more && !ended_) {
      const ExactBlock block(pending_);
      const RequestParser::Step step = parser_.parse(block.view());
      more = take(step.event);
      pending_.erase(0, step.consumed);
    }
  }

  [[nodiscard]] std::string text() const { return upgraded_ ? text_ + ">" + pending_ : text_; }
  [[nodiscard]] int messages() const { return messages_; }
  [[nodiscard]] bool refused() const { return text_.find('!') != std::string::npos; }
  [[nodiscard]] RequestParser& parser() { return parser_; }

private:
  bool take(const RequestParser::Event& event) {
    if (std::holds_alternative<NeedMore>(event)) return false;
    if (const auto* head = std::get_if<HeadComplete>(&event)) onHead(*head);
    if (const auto* chunk = std::get_if<BodyChunk>(&event)) body_ += chunk->data;
    if (std::holds_alternative<MessageComplete>(event)) onMessage();
    if (const auto* fault = std::get_if<Fault>(&event)) {
      text_ += "!" + std::to_string(code(fault->status)) + " " + std::string(fault->reason);
      ended_ = true;
    }
    return true;
  }

  void onHead(const HeadComplete& head) {
    const Request& request = parser_.request();
    text_.append(name(request.method())).append(" ").append(request.target());
    text_ += " 1." + std::to_string(request.minorVersion()) + " {";
    for (const Field field : request.fields()) {
      if (text_.back() != '{') text_ += "|";
      text_.append(field.name).append("=").append(field.value);
    }
    text_ += "} ";
    text_ += head.body == HeadComplete::Body::none      ? "none"
             : head.body == HeadComplete::Body::chunked ? "chunked"
                                                        : std::to_string(head.contentLength);
    if (head.expectContinue) text_ += " expect";
    if (head.upgrade) text_ += " upgrade";
    if (!head.keepAlive) text_ += " close";
    // Thrown, as it fails in a fuzzer, too.
    if (head.keepAlive != request.keepAlive())
      throw std::logic_error("a head and its request differ in whether the connection is kept");
    text_ += ";";
    upgraded_ = head.upgrade;
  }

  void onMessage() {
    ++messages_;
    if (!body_.empty()) text_ += "\"" + body_ + "\"";
    body_.clear();
    std::string trailers;
    for (const Field field : parser_.request().trailers())
      trailers.append(trailers.empty() ? "" : "|").append(field.name).append("=").append(field.value);
    if (!trailers.empty()) text_ += "[" + trailers + "]";
    text_ += ".";
    if (upgraded_) {
      ended_ = true;
    } else {
      parser_.reset();
    }
  }

  RequestParser parser_;
  std::string pending_;
  std::string text_;
  std::string body_;
  int messages_ = 0;
  bool ended_ = false;
  bool upgraded_ = false;
};

inline Dialogue whole(std::string_view input, const Limits& limits = {}) {
  Dialogue dialogue(limits);
  dialogue.receive(input);
  return dialogue;
}

/// The dialogue of the input cut into pieces of `size` bytes.
inline std::string inPieces(std::string_view input, std::size_t size, const Limits& limits = {}) {
  Dialogue dialogue(limits);
  for (; !input.empty(); input.remove_prefix(std::min(size, input.size()))) dialogue.receive(input.substr(0, size));
  return dialogue.text();
}

/// The dialogue of the input cut once.
inline std::string cutAt(std::string_view input, std::size_t at, const Limits& limits = {}) {
  Dialogue dialogue(limits);
  dialogue.receive(input.substr(0, at));
  dialogue.receive(input.substr(at));
  return dialogue.text();
}

}  // namespace serinus::http
