#include "autobahn_cases.hpp"

namespace serinus::ws {
namespace {

const std::string hello = "Hello, world!";

void add(std::vector<AutobahnCase>& cases, std::string id, std::function<Script()> script) {
  cases.push_back({std::move(id), std::move(script)});
}

std::string withFirstByte(std::string bytes, int first) {
  bytes[0] = static_cast<char>(first);
  return bytes;
}

// 1: messages of one frame.
void addMessages(std::vector<AutobahnCase>& cases) {
  const std::vector<std::size_t> sizes{0, 125, 126, 127, 128, 65535, 65536, 65536};
  for (const bool isText : {true, false}) {
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      const std::string id = std::string(isText ? "1.1." : "1.2.") + std::to_string(i + 1);
      const bool chop = i == 7;
      add(cases, id, [isText, chop, size = sizes[i]] {
        const std::string payload(size, isText ? '*' : '\xFE');
        Script script;
        script.chopped(frame(isText ? Opcode::text : Opcode::binary, payload), chop ? 997 : 1'000'000);
        return script.answer(line(isText ? "text" : "binary", payload)).close();
      });
    }
  }
}

Script ping(std::string_view payload) {
  return Script().write(frame(Opcode::ping, payload)).answer(line("pong", payload)).close();
}

Script tenPings(bool octets) {
  Script script;
  for (int i = 0; i < 10; ++i) {
    const std::string payload = "payload-" + std::to_string(i);
    const std::string bytes = frame(Opcode::ping, payload);
    octets ? script.octets(bytes) : script.write(bytes);
    script.answer("pong " + payload);
  }
  return script.close();
}

// 2: pings and pongs.
void addPings(std::vector<AutobahnCase>& cases) {
  add(cases, "2.1", [] { return ping(""); });
  add(cases, "2.2", [] { return ping(hello); });
  add(cases, "2.3", [] { return ping(text({0x00, 0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0x00, 0xff})); });
  add(cases, "2.4", [] { return ping(std::string(125, '\xFE')); });
  add(cases, "2.5", [] {
    return Script()
        .write(frame(Opcode::ping, std::string(126, '\xFE')))
        .failsHere(1002, "a control frame is longer than 125 bytes");
  });
  add(cases, "2.6", [] {
    const std::string payload(125, '\xFE');
    return Script().octets(frame(Opcode::ping, payload)).answer(line("pong", payload)).close();
  });
  add(cases, "2.7", [] { return Script().write(frame(Opcode::pong, "")).close(); });
  add(cases, "2.8", [] { return Script().write(frame(Opcode::pong, "unasked")).close(); });
  add(cases, "2.9", [] {
    return Script()
        .write(frame(Opcode::pong, "unasked"))
        .write(frame(Opcode::ping, "asked"))
        .answer("pong asked")
        .close();
  });
  add(cases, "2.10", [] { return tenPings(false); });
  add(cases, "2.11", [] { return tenPings(true); });
}

// A frame that must fail, alone or after a good message, with a ping behind it that nobody answers.
Script bad(const std::string& bytes, std::string_view reason, bool afterAMessage, bool octets = false) {
  Script script;
  if (afterAMessage) script.write(frame(Opcode::text, hello)).answer("text " + hello);
  if (octets) {
    script.octets(bytes.substr(0, 2));  // the fault is proved by the second byte
    script.failsHere(1002, reason).octets(bytes.substr(2));
  } else {
    script.write(bytes).failsHere(1002, reason);
  }
  return script.write(frame(Opcode::ping, "too late"));
}

// 3: reserved bits. 4: reserved opcodes.
void addReserved(std::vector<AutobahnCase>& cases) {
  constexpr std::string_view bits = "a reserved bit is set";
  const auto withBits = [](Opcode opcode, int value, std::string_view payload) {
    return withFirstByte(frame(opcode, payload), 0x80 | value << 4 | static_cast<int>(opcode));
  };
  add(cases, "3.1", [=] { return bad(withBits(Opcode::text, 1, hello), bits, false); });
  add(cases, "3.2", [=] { return bad(withBits(Opcode::text, 2, hello), bits, true); });
  add(cases, "3.3", [=] { return bad(withBits(Opcode::text, 3, hello), bits, true); });
  add(cases, "3.4", [=] { return bad(withBits(Opcode::text, 4, hello), bits, true, true); });
  add(cases, "3.5", [=] { return bad(withBits(Opcode::binary, 5, "\x00\xff"), bits, false); });
  add(cases, "3.6", [=] { return bad(withBits(Opcode::ping, 6, hello), bits, false); });
  add(cases, "3.7", [=] { return bad(withBits(Opcode::close, 7, ""), bits, false); });

  constexpr std::string_view reason = "the opcode is reserved";
  for (const int section : {1, 2}) {
    for (int i = 0; i < 5; ++i) {
      const int opcode = (section == 1 ? 3 : 11) + i;
      const bool hasPayload = i == 1 || i >= 3;
      add(cases, "4." + std::to_string(section) + "." + std::to_string(i + 1), [=] {
        const std::string bytes = frame(Opcode::text, hasPayload ? hello : "");
        return bad(withFirstByte(bytes, 0x80 | opcode), reason, i >= 2, i == 4);
      });
    }
  }
}

enum class Cut { none, frames, octets };

Script& put(Script& script, const std::vector<std::string>& frames, Cut cut) {
  std::string all;
  for (const std::string& bytes : frames) {
    if (cut == Cut::frames) script.write(bytes);
    if (cut == Cut::octets) script.octets(bytes);
    all += bytes;
  }
  return cut == Cut::none ? script.write(all) : script;
}

void addThrice(std::vector<AutobahnCase>& cases, int first, const std::function<Script(Cut)>& script) {
  int number = first;
  for (const Cut cut : {Cut::none, Cut::frames, Cut::octets}) {
    add(cases, "5." + std::to_string(number++), [script, cut] { return script(cut); });
  }
}

constexpr std::string_view nothingToContinue = "there is no message to continue";

/// `before` is good; `wrong` is refused: at its second byte where bytes come alone, since its header must be whole at
/// its sixth.
Script refused(const std::vector<std::string>& before, const std::vector<std::string>& answers,
               const std::string& wrong, std::string_view reason, const std::string& behind, Cut cut) {
  Script script;
  for (const std::string& answer : answers) script.answer(answer);
  if (cut == Cut::none) {
    std::string all;
    for (const std::string& bytes : before) all += bytes;
    return script.write(all + wrong + behind).failsHere(1002, reason);
  }
  if (!before.empty()) put(script, before, cut);
  if (cut == Cut::frames) return script.write(wrong).failsHere(1002, reason).write(behind);
  return script.octets(wrong.substr(0, 6)).failsHere(1002, reason).octets(wrong.substr(6)).octets(behind);
}

// 5: fragmentation.
void addFragments(std::vector<AutobahnCase>& cases) {
  const std::string one = frame(Opcode::text, "fragment1", false);
  const std::string two = frame(Opcode::continuation, "fragment2");
  const std::string both = "text fragment1fragment2";
  add(cases, "5.1", [=] {
    return Script()
        .write(frame(Opcode::ping, "fragment1", false) + two)
        .failsHere(1002, "a control frame is fragmented");
  });
  add(cases, "5.2", [=] {
    return Script()
        .write(frame(Opcode::pong, "fragment1", false) + two)
        .failsHere(1002, "a control frame is fragmented");
  });
  addThrice(cases, 3, [=](Cut cut) {
    Script script;
    return put(script, {one, two}, cut).answer(both).close();
  });
  addThrice(cases, 6, [=](Cut cut) {
    Script script;
    return put(script, {one, frame(Opcode::ping, "ping payload"), two}, cut)
        .answer("pong ping payload")
        .answer(both)
        .close();
  });
  const std::string plain = frame(Opcode::text, hello);
  addThrice(cases, 9, [=](Cut cut) {
    return refused({}, {}, frame(Opcode::continuation, "non-continuation payload"), nothingToContinue, plain, cut);
  });
  addThrice(cases, 12, [=](Cut cut) {
    return refused({}, {}, frame(Opcode::continuation, "non-continuation payload", false), nothingToContinue, plain,
                   cut);
  });
  add(cases, "5.15", [=] {
    return refused({one, two}, {both}, frame(Opcode::continuation, "fragment3", false), nothingToContinue,
                   frame(Opcode::text, "fragment4"), Cut::none);
  });
  for (const bool final : {false, true}) {
    add(cases, final ? "5.17" : "5.16", [=] {
      const std::string round = frame(Opcode::text, "fragment2", false) + frame(Opcode::continuation, "fragment3");
      return refused({}, {}, frame(Opcode::continuation, "fragment1", final), nothingToContinue, round + round,
                     Cut::frames);
    });
  }
  add(cases, "5.18", [=] {
    return refused({one}, {}, frame(Opcode::text, "fragment2"), "a message begins before the last one has ended", "",
                   Cut::none);
  });
  for (const bool apart : {false, true}) {
    add(cases, apart ? "5.20" : "5.19", [=] {
      const auto part = [](int i, Opcode opcode, bool final) {
        return frame(opcode, "fragment" + std::to_string(i), final);
      };
      Script script;
      put(script,
          {part(1, Opcode::text, false), part(2, Opcode::continuation, false), frame(Opcode::ping, "pongme 1!"),
           part(3, Opcode::continuation, false), part(4, Opcode::continuation, false), frame(Opcode::ping, "pongme 2!"),
           part(5, Opcode::continuation, true)},
          apart ? Cut::frames : Cut::none);
      return script.answer("pong pongme 1!")
          .answer("pong pongme 2!")
          .answer("text fragment1fragment2fragment3fragment4fragment5")
          .close();
    });
  }
}

}  // namespace

std::vector<AutobahnCase> framingCases() {
  std::vector<AutobahnCase> cases;
  addMessages(cases);
  addPings(cases);
  addReserved(cases);
  addFragments(cases);
  return cases;
}

}  // namespace serinus::ws
