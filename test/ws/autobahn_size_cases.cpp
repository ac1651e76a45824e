#include "autobahn_cases.hpp"

#include <algorithm>

namespace serinus::ws {
namespace {

constexpr std::size_t KiB = 1024;
constexpr std::size_t MiB = 1024 * KiB;
constexpr std::size_t asOneFrame = 1000 * MiB;

Script echoed(bool isText, std::size_t size, std::size_t fragment, std::size_t piece = 64 * KiB) {
  const std::string payload(size, isText ? '*' : '\xFE');
  std::string bytes;
  for (std::size_t from = 0; from < size; from += fragment) {
    const Opcode opcode = from != 0 ? Opcode::continuation : isText ? Opcode::text : Opcode::binary;
    const std::string_view part = std::string_view(payload).substr(from, fragment);
    appendMaskedFrame(bytes, opcode, asBytes(part), testKey, from + part.size() == size);
  }
  Script script;
  return script.chopped(bytes, piece).answer(line(isText ? "text" : "binary", payload)).close();
}

Script thousand(bool isText, std::size_t size) {
  const std::string payload(size, isText ? '*' : '\xFE');
  Script script;
  for (int i = 0; i < 1000; ++i) {
    script.write(frame(isText ? Opcode::text : Opcode::binary, payload));
    script.answer(line(isText ? "text" : "binary", payload));
  }
  return script.close();
}

}  // namespace

std::vector<AutobahnCase> sizeCases() {
  std::vector<AutobahnCase> cases;
  const auto add = [&cases](int section, int number, std::function<Script()> script) {
    cases.push_back({"9." + std::to_string(section) + "." + std::to_string(number), std::move(script)});
  };
  for (const bool isText : {true, false}) {
    const int shift = isText ? 0 : 1;
    int number = 1;
    for (const std::size_t size : {64 * KiB, 256 * KiB, 1 * MiB, 4 * MiB, 8 * MiB, 16 * MiB}) {
      add(1 + shift, number++, [=] { return echoed(isText, size, asOneFrame); });
    }
    number = 1;
    for (std::size_t fragment = 64; fragment <= 4 * MiB; fragment *= 4) {
      add(3 + shift, number++, [=] { return echoed(isText, 4 * MiB, fragment); });
    }
    number = 1;
    for (const std::size_t piece : {64U, 128U, 256U, 512U, 1024U, 2048U}) {
      add(5 + shift, number++, [=] { return echoed(isText, 1 * MiB, asOneFrame, piece); });
    }
    number = 1;
    for (const std::size_t size : {0U, 16U, 64U, 256U, 1024U, 4096U}) {
      add(7 + shift, number++, [=] { return thousand(isText, size); });
    }
  }
  cases.push_back({"10.1.1", [] { return echoed(true, 64 * KiB, 1300); }});
  return cases;
}

}  // namespace serinus::ws
