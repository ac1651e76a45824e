#include "autobahn_cases.hpp"

namespace serinus::ws {
namespace {

std::string closeFrame(int code, std::string_view reason = {}) {
  return frame(Opcode::close, text({code >> 8, code & 0xFF}).append(reason));
}

Script echoed(int code, std::string_view reason = {}) {
  return Script().write(closeFrame(code, reason)).answer(line("close " + std::to_string(code), reason));
}

Script refused(int code) {
  return Script().write(closeFrame(code)).failsHere(1002, "the close code may not be sent");
}

}  // namespace

std::vector<AutobahnCase> closingCases() {
  std::vector<AutobahnCase> cases;
  const auto add = [&cases](std::string id, std::function<Script()> script) {
    cases.push_back({std::move(id), std::move(script)});
  };
  const std::string hello = frame(Opcode::text, "Hello World!");

  // 7.1: nothing that follows a Close is looked at.
  add("7.1.1", [=] { return Script().write(hello).answer("text Hello World!").close(); });
  add("7.1.2", [] { return echoed(1000).write(closeFrame(1000)); });
  add("7.1.3", [] { return echoed(1000).write(frame(Opcode::ping, "")); });
  add("7.1.4", [=] { return echoed(1000).write(hello); });
  add("7.1.5", [] {
    return Script()
        .write(frame(Opcode::text, "fragment1", false))
        .write(closeFrame(1000))
        .answer("close 1000")
        .write(frame(Opcode::continuation, "fragment2"));
  });
  add("7.1.6", [=] {
    const std::string large(256 * 1024, 'B');
    return Script()
        .write(frame(Opcode::text, large) + hello + closeFrame(1000) + frame(Opcode::ping, ""))
        .answer(line("text", large))
        .answer("text Hello World!")
        .answer("close 1000");
  });

  add("7.3.1", [] { return Script().write(frame(Opcode::close, "")).answer("close 1005"); });
  add("7.3.2", [] { return Script().write(frame(Opcode::close, "a")).failsHere(1002, "a Close has half a code"); });
  add("7.3.3", [] { return echoed(1000); });
  add("7.3.4", [] { return echoed(1000, "Hello World!"); });
  add("7.3.5", [] { return echoed(1000, std::string(123, '*')); });
  add("7.3.6", [] {
    return Script()
        .write(closeFrame(1000, std::string(124, '*')))
        .failsHere(1002, "a control frame is longer than 125 bytes");
  });
  add("7.5.1", [] {
    return Script()
        .write(closeFrame(1000,
                          "\xCE\xBA\xE1\xBD\xB9\xCF\x83\xCE\xBC\xCE\xB5\xED\xA0\x80"
                          "edited"))
        .failsHere(1007, "the close reason is not UTF-8");
  });

  int number = 1;
  for (const int code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999}) {
    add("7.7." + std::to_string(number++), [code] { return echoed(code); });
  }
  number = 1;
  for (const int code : {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999}) {
    add("7.9." + std::to_string(number++), [code] { return refused(code); });
  }
  add("7.13.1", [] { return refused(5000); });
  add("7.13.2", [] { return refused(65535); });
  return cases;
}

}  // namespace serinus::ws
