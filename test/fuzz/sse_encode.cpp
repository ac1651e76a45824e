// Event streams: what we write is read by WHATWG HTML, 9.2.6 as what was meant, and no more; and any stream is read so.

#include "input.hpp"
#include "target.hpp"

#include <serinus/sse/encoder.hpp>
#include <serinus/sse/parser.hpp>

#include <algorithm>
#include <vector>

namespace serinus::sse {
namespace {

using fuzz::require;
using fuzz::requireSame;

std::string lineOf(std::string_view type, std::string_view data, std::string_view id) {
  return std::string("<").append(type).append("|").append(data).append("|").append(id).append(">\n");
}

/// All events of a stream that arrives in pieces, the last id and the reconnection time behind them.
std::string readBy(std::string_view stream, std::string_view cuts) {
  std::string events;
  StreamParser parser([&](const ReceivedEvent& event) { events += lineOf(event.type, event.data, event.lastEventId); });
  fuzz::inPieces(stream, cuts, [&](std::string_view piece) { require(parser.feed(piece), "no limit was passed"); });
  return events + "retry " + (parser.retry() ? std::to_string(parser.retry()->count()) : "-");
}

std::string_view takeLine(std::string_view& stream) {
  const std::size_t end = stream.find_first_of("\r\n");
  const std::string_view line = stream.substr(0, end);
  const std::size_t size = stream.substr(end, 2) == "\r\n" ? 2 : 1;
  stream.remove_prefix(end + size);
  return line;
}

/// The same by the letter of 9.2.6, with all of the stream before it.
std::string readByTheLetter(std::string_view stream) {
  std::string events, data, type, idBuffer, retry = "-";
  if (stream.starts_with("\xEF\xBB\xBF")) stream.remove_prefix(3);
  while (stream.find_first_of("\r\n") != std::string_view::npos) {
    const std::string_view line = takeLine(stream);
    if (line.empty()) {
      if (!data.empty()) {
        data.pop_back();
        events += lineOf(type.empty() ? "message" : type, data, idBuffer);
      }
      data.clear();
      type.clear();
      continue;
    }
    const std::size_t colon = std::min(line.find(':'), line.size());
    const std::string_view name = line.substr(0, colon);
    std::string_view value = line.substr(std::min(colon + 1, line.size()));
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (name == "event") type = value;
    if (name == "data") data.append(value).append("\n");
    if (name == "id" && value.find('\0') == std::string_view::npos) idBuffer = value;
    const bool isNumber = !value.empty() && value.find_first_not_of("0123456789") == std::string_view::npos;
    if (name == "retry" && isNumber && value.size() < 13) retry = std::to_string(std::stoull(std::string(value)));
    if (name == "retry" && isNumber && value.size() >= 13) retry = "?";
  }
  return events + "retry " + retry;
}

/// With LF for each line end, as a client gives it.
std::string normalized(std::string_view text) {
  std::string lines;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r') lines += '\n';
    if (text[i] == '\n' && i > 0 && text[i - 1] == '\r') continue;
    if (text[i] != '\r') lines += text[i];
  }
  return lines;
}

/// Events of the data's choice, written one after another.
void judgeWriting(fuzz::Input& input, std::string_view cuts) {
  std::string stream, wanted, lastId, retry = "-";
  while (!input.empty()) {
    const std::uint8_t has = input.byte();
    SseEvent event;
    bool isTaken = true;
    try {
      if ((has & 1) != 0) event.data(std::string(input.text()));
      if ((has & 2) != 0) event.comment(std::string(input.text()));
      if ((has & 4) != 0) event.retry(std::chrono::milliseconds(input.byte()) * (input.byte() - 5));
      if ((has & 8) != 0) event.id(std::string(input.text()));
      if ((has & 16) != 0) event.event(std::string(input.text()));
    } catch (const SseFieldError&) {
      isTaken = false;
    }
    if (!isTaken) continue;
    appendEvent(stream, event);
    if ((has & 32) != 0) appendHeartbeat(stream);
    if (event.id()) lastId = *event.id();
    if (event.retry()) retry = std::to_string(event.retry()->count());
    if (event.data()) {
      wanted += lineOf(event.event().empty() ? "message" : event.event(), normalized(*event.data()), lastId);
    }
  }
  wanted += "retry " + retry;
  requireSame(readByTheLetter(stream), wanted, "a browser hears of exactly the events that were written");
  requireSame(readBy(stream, cuts), wanted, "our parser hears of exactly the events that were written");
}

void judgeReading(std::string_view stream, std::string_view cuts) {
  const std::string wanted = readByTheLetter(stream);
  if (wanted.ends_with("?")) return;
  requireSame(readBy(stream, fuzz::atOnce), wanted, "at once, a stream is read to the letter");
  requireSame(readBy(stream, {}), wanted, "byte by byte, a stream is read to the letter");
  requireSame(readBy(stream, cuts), wanted, "cut anywhere, a stream is read to the letter");
}

/// Text that is passed on as it is must not leak into the event behind it.
void judgeVerbatim(std::string_view text) {
  std::string stream;
  try {
    appendEvent(stream, SseEvent::verbatim(std::string(text)));
  } catch (const SseFieldError&) {
    return;
  }
  const std::string alone = readByTheLetter(stream);
  const std::string wanted = alone.substr(0, alone.rfind("retry ")) + lineOf("message", "next", "7");
  appendEvent(stream, SseEvent("next").id("7"));
  require(readByTheLetter(stream).starts_with(wanted), "text that is passed on is whole");
}

const fuzz::Target target("sse_encode", [](std::string_view data) {
  fuzz::Input input(data);
  const bool writes = input.byte() % 2 == 0;
  const std::string_view cuts = input.text();
  if (writes) return judgeWriting(input, cuts);
  const std::string_view stream = input.rest();
  judgeReading(stream, cuts);
  judgeVerbatim(stream);
});

}  // namespace
}  // namespace serinus::sse
