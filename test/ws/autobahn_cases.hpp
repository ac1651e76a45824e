#pragma once

#include "session_feeder.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace serinus::ws {

/// What a client writes, piece by piece, and what it must read back.
struct Script {
  std::vector<std::string> pieces;
  std::vector<std::string> answers;
  /// The piece after which the server must have closed, neither before nor later; -1: with the last one.
  int endsAt = -1;

  Script& write(std::string bytes) {
    pieces.push_back(std::move(bytes));
    return *this;
  }
  Script& octets(std::string_view bytes) {
    for (const char byte : bytes) pieces.emplace_back(1, byte);
    return *this;
  }
  Script& chopped(std::string_view bytes, std::size_t size) {
    for (; !bytes.empty(); bytes.remove_prefix(std::min(size, bytes.size())))
      pieces.emplace_back(bytes.substr(0, size));
    return *this;
  }
  Script& answer(std::string line) {
    answers.push_back(std::move(line));
    return *this;
  }
  /// The client closes with 1000 and reads the same.
  Script& close() { return write(frame(Opcode::close, "\x03\xE8")).answer("close 1000"); }
  /// The last piece written so far is the one at which the server fails the connection.
  Script& failsHere(int code, std::string_view reason) {
    endsAt = static_cast<int>(pieces.size()) - 1;
    return answer("close " + std::to_string(code) + " " + std::string(reason));
  }
};

/// A twin of one case of the public Autobahn suite, with its number, written from what the case is about.
struct AutobahnCase {
  std::string id;
  std::function<Script()> script;
};

/// Sections 1 to 5: framing, pings and pongs, reserved bits, opcodes, fragmentation.
[[nodiscard]] std::vector<AutobahnCase> framingCases();
/// Section 6: UTF-8.
[[nodiscard]] std::vector<AutobahnCase> utf8Cases();
/// Section 7: closing.
[[nodiscard]] std::vector<AutobahnCase> closingCases();
/// Sections 9 and 10: size and number.
[[nodiscard]] std::vector<AutobahnCase> sizeCases();

}  // namespace serinus::ws
