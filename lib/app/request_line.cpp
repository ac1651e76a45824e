#include "app/request_line.hpp"

#include "app/redaction.hpp"
#include "base/log_line.hpp"
#include "http/date_names.hpp"

#include <serinus/base/ascii.hpp>
#include <serinus/json/json_writer.hpp>

#include <algorithm>
#include <cstdio>
#include <string_view>

namespace serinus::app {

namespace {

using server::AnsweredRequest;
using Outcome = AnsweredRequest::Outcome;

// A client could fill the log's disk with one field.
constexpr std::size_t longestText = 1024;

std::string_view shortened(std::string_view text) noexcept {
  return text.substr(0, longestText);
}

/// What stands in quotes, or between spaces: neither ends it.
void appendEscaped(std::string& out, std::string_view text, std::string_view special) {
  for (text = shortened(text); !text.empty();) {
    const std::size_t end = std::min(text.find_first_of(special), text.size());
    base::appendVisible(out, text.substr(0, end));
    text.remove_prefix(end);
    if (text.empty()) return;
    (out += '\\') += text.front() == ' ' ? 's' : text.front();
    text.remove_prefix(1);
  }
}
void appendQuoted(std::string& out, std::string_view text) {
  out += '"';
  appendEscaped(out, text.empty() ? "-" : text, "\"\\");
  out += '"';
}
void appendWord(std::string& out, std::string_view text) {
  appendEscaped(out, text.empty() ? "-" : text, " \"\\");
}

std::string targetOf(const Request& request, const RequestLogOptions& options) {
  return withoutSecrets(shortened(request.target()), options.secretParameters);
}

/// `[28/Nov/2026:16:23:54 +0000]`
void appendCommonTime(std::string& out, std::chrono::system_clock::time_point time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time - day).count();
  char text[48];
  static_cast<void>(std::snprintf(text, sizeof text, "[%02u/%s/%04d:%02d:%02d:%02d +0000]", unsigned(date.day()),
                                  http::months[unsigned(date.month()) - 1].data(), int(date.year()),
                                  int(seconds / 3600), int(seconds / 60 % 60), int(seconds % 60)));
  out += text;
}

std::string millisecondsText(Duration duration) {
  char text[32];
  const double milliseconds = std::chrono::duration<double, std::milli>(std::max(duration, Duration::zero())).count();
  static_cast<void>(std::snprintf(text, sizeof text, "%.3f", milliseconds));
  return text;
}

std::string_view outcomeText(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::cutOff:
      return "cut off";
    case Outcome::lost:
      return "client lost";
    case Outcome::complete:
      break;
  }
  return {};
}

std::string textLine(const AnsweredRequest& answered, const RequestLogOptions& options) {
  const Request& request = answered.request;
  std::string line;
  if (request.target().empty()) {
    line = "-";
  } else {
    line.append(name(request.method())).append(1, ' ');
    appendWord(line, targetOf(request, options));
  }
  line += ' ' + std::to_string(answered.status);
  if (answered.bytes) line += ' ' + std::to_string(*answered.bytes) + " bytes";
  line += ' ' + millisecondsText(answered.duration) + " ms ";
  appendWord(line, answered.peer.address());
  if (!answered.user.empty()) appendWord(line += " user=", answered.user);
  if (!request.id().empty()) line.append(" id=").append(request.id());
  if (answered.outcome != Outcome::complete) line.append(" (").append(outcomeText(answered.outcome)).append(")");
  return line;
}

std::string commonLine(const AnsweredRequest& answered, std::chrono::system_clock::time_point time,
                       const RequestLogOptions& options) {
  const Request& request = answered.request;
  std::string line;
  appendWord(line, answered.peer.address());
  appendWord(line += " - ", answered.user);
  appendCommonTime(line += ' ', time);
  std::string asked;
  if (!request.target().empty()) {
    asked.append(name(request.method())).append(1, ' ').append(targetOf(request, options));
    asked.append(" HTTP/1.").append(std::to_string(request.minorVersion()));
  }
  appendQuoted(line += ' ', asked);
  line += ' ' + std::to_string(answered.status) + ' ';
  line += answered.bytes && *answered.bytes > 0 ? std::to_string(*answered.bytes) : "-";
  if (options.format == RequestLogFormat::common) return line;
  appendQuoted(line += ' ',
               withoutSecrets(shortened(request.header("Referer").value_or("")), options.secretParameters));
  appendQuoted(line += ' ', request.header("User-Agent").value_or(""));
  return line;
}

void writeFields(JsonWriter& json, const Request& request, const RequestLogOptions& options) {
  if (options.headers.empty()) return;
  json.key("headers").beginObject();
  for (const std::string& wanted : options.headers) {
    const auto value = request.header(wanted);
    if (!value) continue;
    const bool isUrl = equalsIgnoreCase(wanted, "Referer");
    const std::string text =
        isUrl ? withoutSecrets(shortened(*value), options.secretParameters) : std::string(shortened(*value));
    json.key(wanted).value(isListed(wanted, options.secretHeaders) ? "***" : text);
  }
  json.endObject();
}

std::string jsonLine(const AnsweredRequest& answered, std::chrono::system_clock::time_point time,
                     const RequestLogOptions& options) {
  const Request& request = answered.request;
  JsonWriter json;
  json.beginObject().key("time").value(base::timestamp(time));
  if (!request.target().empty()) {
    json.key("method").value(name(request.method())).key("target").value(targetOf(request, options));
    json.key("version").value("1." + std::to_string(request.minorVersion()));
  }
  json.key("status").value(answered.status);
  if (answered.bytes) json.key("bytes").value(*answered.bytes);
  json.key("ms").value(std::chrono::duration<double, std::milli>(answered.duration).count());
  json.key("client").value(answered.peer.address());
  if (!answered.user.empty()) json.key("user").value(shortened(answered.user));
  if (!request.id().empty()) json.key("id").value(request.id());
  if (answered.outcome != Outcome::complete) json.key("outcome").value(outcomeText(answered.outcome));
  writeFields(json, request, options);
  return json.endObject().take();
}

}  // namespace

std::string requestLine(const AnsweredRequest& answered, std::chrono::system_clock::time_point time,
                        const RequestLogOptions& options) {
  switch (options.format) {
    case RequestLogFormat::common:
    case RequestLogFormat::combined:
      return commonLine(answered, time, options);
    case RequestLogFormat::json:
      return jsonLine(answered, time, options);
    case RequestLogFormat::text:
      break;
  }
  return textLine(answered, options);
}

}  // namespace serinus::app
