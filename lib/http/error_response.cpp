#include <serinus/base/utf8.hpp>
#include <serinus/http/error_response.hpp>

namespace serinus {

namespace {

void appendEscaped(std::string& json, char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') {
    json += '\\';
    json += c;
  } else if (byte < 0x20) {
    json.append("\\u00").append(1, digits[byte >> 4U]).append(1, digits[byte & 0x0FU]);
  } else {
    json += c;
  }
}

void appendString(std::string& json, std::string_view text) {
  json += '"';
  while (!text.empty()) {
    const std::size_t size = utf8SequenceLength(asBytes(text));
    if (size > 1) {
      json += text.substr(0, size);
    } else if (size == 1) {
      appendEscaped(json, text.front());
    } else {
      json += "\\ufffd";
    }
    text.remove_prefix(size > 1 ? size : 1);
  }
  json += '"';
}

void appendDetails(std::string& json, std::span<const ErrorDetail> details) {
  if (details.empty()) return;
  json += ",\"errors\":";
  char before = '[';
  for (const ErrorDetail& detail : details) {
    json += before;
    before = ',';
    json += "{\"path\":";
    appendString(json, detail.path);
    json += ",\"message\":";
    appendString(json, detail.message);
    json += '}';
  }
  json += ']';
}

}  // namespace

Response errorResponse(Status status, std::string_view message, std::string_view path,
                       std::span<const ErrorDetail> details) {
  std::string json = "{\"statusCode\":" + std::to_string(code(status)) + ",\"message\":";
  appendString(json, message.empty() ? reasonPhrase(status) : message);
  if (!path.empty()) {
    json += ",\"path\":";
    appendString(json, path);
  }
  appendDetails(json, details);
  json += '}';
  return Response::json(std::move(json)).status(status);
}

Response brokenResponse(std::string_view path, std::string_view requestId) {
  Response response = errorResponse(Status::internalServerError, "the server could not answer", path);
  std::string json = response.takeBody();
  json.pop_back();
  json += ",\"requestId\":";
  appendString(json, requestId);
  return std::move(response.body(json += '}'));
}

}  // namespace serinus
