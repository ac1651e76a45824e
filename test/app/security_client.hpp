#pragma once

#include "applications.hpp"

#include <string>
#include <string_view>

namespace serinus::test {

/// A browser of few means: sends requests, and keeps the cookies it is given.
class Browser {
public:
  explicit Browser(std::uint16_t port) : port_(port) {}

  /// The whole answer. @param fields  whole lines
  std::string ask(const std::string& method, const std::string& path, const std::string& fields = {},
                  const std::string& body = {}) {
    RawClient client(port_);
    client.send(method + ' ' + path +
                " HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
                "\r\n" + (cookies.empty() ? "" : "Cookie: " + cookies + "\r\n") + fields + "\r\n" + body);
    std::string answer = client.readAll();
    const std::string given = cookieOf(answer);
    if (!given.empty()) cookies = given.ends_with('=') ? std::string() : given;
    return answer;
  }
  std::string get(const std::string& path, const std::string& fields = {}) { return ask("GET", path, fields); }
  /// What stands behind the head.
  std::string body(const std::string& path) {
    const std::string answer = get(path);
    return answer.substr(answer.find("\r\n\r\n") + 4);
  }

  /// `name=value` of the first Set-Cookie, or empty.
  static std::string cookieOf(std::string_view answer) {
    constexpr std::string_view field = "Set-Cookie: ";
    const std::size_t at = answer.find(field);
    if (at == std::string_view::npos) return {};
    const std::string_view rest = answer.substr(at + field.size());
    return std::string(rest.substr(0, rest.find_first_of(";\r")));
  }

  std::string cookies;  ///< one

private:
  std::uint16_t port_;
};

inline bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}
inline bool answers(std::string_view answer, int status) {
  return answer.starts_with("HTTP/1.1 " + std::to_string(status) + ' ');
}

}  // namespace serinus::test
