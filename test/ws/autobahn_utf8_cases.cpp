#include "autobahn_cases.hpp"

#include <utility>

namespace serinus::ws {
namespace {

constexpr std::string_view kosme = "\xCE\xBA\xE1\xBD\xB9\xCF\x83\xCE\xBC\xCE\xB5";
constexpr std::string_view notText = "a text message is not UTF-8";

/// The bytes of a text, each in a fragment of its own.
std::vector<std::string> fragments(std::string_view text) {
  std::vector<std::string> made;
  for (std::size_t i = 0; i < text.size(); ++i) {
    made.push_back(frame(i == 0 ? Opcode::text : Opcode::continuation, text.substr(i, 1), i + 1 == text.size()));
  }
  return made;
}

/// A case of one message. With `wrongAt` the message is refused once so many of its bytes have arrived, each alone.
struct Text {
  std::string_view text;
  int wrongAt = -1;  // the first byte that no UTF-8 can have here; the size of the text when it only ends too early
};

Script message(const Text& row) {
  Script script;
  if (row.wrongAt < 0) {
    return script.octets(frame(Opcode::text, row.text)).answer(line("text", row.text)).close();
  }
  const std::string bytes = frame(Opcode::text, row.text);
  const std::size_t fatal = std::min(bytes.size(), 6 + static_cast<std::size_t>(row.wrongAt) + 1);
  return script.octets(bytes.substr(0, fatal)).failsHere(1007, notText).octets(bytes.substr(fatal));
}

void addMessages(std::vector<AutobahnCase>& cases, int section, const std::vector<Text>& rows) {
  int number = 1;
  for (const Text& row : rows) {
    cases.push_back({"6." + std::to_string(section) + "." + std::to_string(number++), [row] { return message(row); }});
  }
}

Script inFragments(std::string_view text) {
  Script script;
  for (const std::string& bytes : fragments(text)) script.write(bytes);
  return script.answer(line("text", text)).close();
}

void addFragmented(std::vector<AutobahnCase>& cases) {
  const auto add = [&cases](std::string id, std::function<Script()> script) {
    cases.push_back({std::move(id), std::move(script)});
  };
  const auto three = [](std::string_view middle) {
    return Script()
        .write(frame(Opcode::text, "", false))
        .write(frame(Opcode::continuation, middle, false))
        .write(frame(Opcode::continuation, ""))
        .answer(line("text", middle))
        .close();
  };
  add("6.1.1", [] { return Script().write(frame(Opcode::text, "")).answer("text").close(); });
  add("6.1.2", [=] { return three(""); });
  add("6.1.3", [=] { return three("middle frame payload"); });

  static constexpr std::string_view mixed = "Hello-\xC2\xB5@\xC3\x9F\xC3\xB6\xC3\xA4\xC3\xBC\xC3\xA0\xC3\xA1-UTF-8!!";
  add("6.2.1", [] { return Script().write(frame(Opcode::text, mixed)).answer(line("text", mixed)).close(); });
  add("6.2.2", [] {
    return Script()
        .write(frame(Opcode::text, mixed.substr(0, 11), false))
        .write(frame(Opcode::continuation, mixed.substr(11)))
        .answer(line("text", mixed))
        .close();
  });
  add("6.2.3", [] { return inFragments(mixed); });
  add("6.2.4", [] { return inFragments(kosme); });

  static constexpr std::string_view surrogate =
      "\xCE\xBA\xE1\xBD\xB9\xCF\x83\xCE\xBC\xCE\xB5\xED\xA0\x80"
      "edited";
  add("6.3.1", [] { return Script().write(frame(Opcode::text, surrogate)).failsHere(1007, notText); });
  add("6.3.2", [] {
    Script script;
    const std::vector<std::string> all = fragments(surrogate);
    for (std::size_t i = 0; i < all.size(); ++i) {
      script.write(all[i]);
      if (i == 12) script.failsHere(1007, notText);  // A0 after ED
    }
    return script;
  });

  // 6.4: the wrong byte comes before the end of the frame or message, and must not be waited out.
  const std::string first(kosme);
  add("6.4.1", [=] {
    return Script()
        .write(frame(Opcode::text, first, false))
        .write(frame(Opcode::continuation, "\xF4\x90\x80\x80", false))
        .failsHere(1007, notText)
        .write(frame(Opcode::continuation, "edited"));
  });
  add("6.4.2", [=] {
    return Script()
        .write(frame(Opcode::text, first + "\xF4", false))
        .write(frame(Opcode::continuation, "\x90", false))
        .failsHere(1007, notText)
        .write(frame(Opcode::continuation,
                     "\x80\x80"
                     "edited"));
  });
  const std::string whole = frame(Opcode::text, first +
                                                    "\xF4\x90\x80\x80"
                                                    "edited");
  add("6.4.3", [=] {
    const std::size_t cut = 6 + first.size();
    return Script()
        .write(whole.substr(0, cut))
        .write(whole.substr(cut, 4))
        .failsHere(1007, notText)
        .write(whole.substr(cut + 4));
  });
  add("6.4.4", [=] {
    const std::size_t cut = 6 + first.size() + 1;
    return Script()
        .write(whole.substr(0, cut))
        .write(whole.substr(cut, 1))
        .failsHere(1007, notText)
        .write(whole.substr(cut + 1));
  });
}

// Markus Kuhn's UTF-8 test, as the suite orders it.
void addSequences(std::vector<AutobahnCase>& cases) {
  addMessages(
      cases, 5,
      {{"hello$world"}, {"hello\xC2\xA2world"}, {"hello\xE2\x82\xACworld"}, {"hello\xF0\xA4\xAD\xA2world"}, {kosme}});

  std::vector<Text> prefixes;  // complete at 2, 5, 7, 9 and 11 bytes
  for (int size = 1; size <= 11; ++size) {
    const bool whole = size == 2 || size == 5 || size == 7 || size == 9 || size == 11;
    prefixes.push_back({kosme.substr(0, static_cast<std::size_t>(size)), whole ? -1 : size});
  }
  addMessages(cases, 6, prefixes);

  static constexpr std::string_view nul("\0", 1);
  addMessages(cases, 7, {{nul}, {"\xC2\x80"}, {"\xE0\xA0\x80"}, {"\xF0\x90\x80\x80"}});
  addMessages(cases, 8, {{"\xF8\x88\x80\x80\x80", 0}, {"\xFC\x84\x80\x80\x80\x80", 0}});
  addMessages(cases, 9, {{"\x7F"}, {"\xDF\xBF"}, {"\xEF\xBF\xBF"}, {"\xF4\x8F\xBF\xBF"}});
  addMessages(cases, 10, {{"\xF7\xBF\xBF\xBF", 0}, {"\xFB\xBF\xBF\xBF\xBF", 0}, {"\xFD\xBF\xBF\xBF\xBF\xBF", 0}});
  addMessages(cases, 11,
              {{"\xED\x9F\xBF"}, {"\xEE\x80\x80"}, {"\xEF\xBF\xBD"}, {"\xF4\x8F\xBF\xBF"}, {"\xF4\x90\x80\x80", 1}});

  static const std::string everyContinuation = [] {
    std::string made;
    for (int byte = 0x80; byte <= 0xBF; ++byte) made += static_cast<char>(byte);
    return made;
  }();
  addMessages(cases, 12,
              {{"\x80", 0},
               {"\xBF", 0},
               {"\x80\xBF", 0},
               {"\x80\xBF\x80", 0},
               {"\x80\xBF\x80\xBF", 0},
               {"\x80\xBF\x80\xBF\x80", 0},
               {"\x80\xBF\x80\xBF\x80\xBF", 0},
               {everyContinuation, 0}});

  static const std::vector<std::string> starts = [] {
    const std::pair<int, int> ranges[] = {{0xC0, 0xDF}, {0xE0, 0xEF}, {0xF0, 0xF7}, {0xF8, 0xFB}, {0xFC, 0xFD}};
    std::vector<std::string> made;
    for (const auto& [from, to] : ranges) {
      std::string& text = made.emplace_back();
      for (int byte = from; byte <= to; ++byte) text.append(1, static_cast<char>(byte)).append(" ");
    }
    return made;
  }();
  addMessages(cases, 13, {{starts[0], 0}, {starts[1], 1}, {starts[2], 1}, {starts[3], 0}, {starts[4], 0}});
  addMessages(cases, 14,
              {{"\xC0", 0},
               {"\xE0\x80", 1},
               {"\xF0\x80\x80", 1},
               {"\xF8\x80\x80\x80", 0},
               {"\xFC\x80\x80\x80\x80", 0},
               {"\xDF", 1},
               {"\xEF\xBF", 2},
               {"\xF7\xBF\xBF", 0},
               {"\xFB\xBF\xBF\xBF", 0},
               {"\xFD\xBF\xBF\xBF\xBF", 0}});
  addMessages(cases, 15, {{"\xC0\xE0\x80\xF0\x80\x80\xF8\x80\x80\x80\xFC\x80\x80\x80\x80\xDF\xEF\xBF\xF7\xBF\xBF", 0}});
  addMessages(cases, 16, {{"\xFE", 0}, {"\xFF", 0}, {"\xFE\xFE\xFF\xFF", 0}});
  addMessages(cases, 17,
              {{"\xC0\xAF", 0},
               {"\xE0\x80\xAF", 1},
               {"\xF0\x80\x80\xAF", 1},
               {"\xF8\x80\x80\x80\xAF", 0},
               {"\xFC\x80\x80\x80\x80\xAF", 0}});
  addMessages(cases, 18,
              {{"\xC1\xBF", 0},
               {"\xE0\x9F\xBF", 1},
               {"\xF0\x8F\xBF\xBF", 1},
               {"\xF8\x87\xBF\xBF\xBF", 0},
               {"\xFC\x83\xBF\xBF\xBF\xBF", 0}});
  addMessages(cases, 19,
              {{"\xC0\x80", 0},
               {"\xE0\x80\x80", 1},
               {"\xF0\x80\x80\x80", 1},
               {"\xF8\x80\x80\x80\x80", 0},
               {"\xFC\x80\x80\x80\x80\x80", 0}});
  addMessages(cases, 20,
              {{"\xED\xA0\x80", 1},
               {"\xED\xAD\xBF", 1},
               {"\xED\xAE\x80", 1},
               {"\xED\xAF\xBF", 1},
               {"\xED\xB0\x80", 1},
               {"\xED\xBE\x80", 1},
               {"\xED\xBF\xBF", 1}});
  addMessages(cases, 21,
              {{"\xED\xA0\x80\xED\xB0\x80", 1},
               {"\xED\xA0\x80\xED\xBF\xBF", 1},
               {"\xED\xAD\xBF\xED\xB0\x80", 1},
               {"\xED\xAD\xBF\xED\xBF\xBF", 1},
               {"\xED\xAE\x80\xED\xB0\x80", 1},
               {"\xED\xAE\x80\xED\xBF\xBF", 1},
               {"\xED\xAF\xBF\xED\xB0\x80", 1},
               {"\xED\xAF\xBF\xED\xBF\xBF", 1}});

  static const std::vector<std::string> nonCharacters = [] {
    std::vector<std::string> made{"\xEF\xBF\xBE", "\xEF\xBF\xBF"};
    for (int plane = 1; plane <= 16; ++plane) {
      for (const int last : {0xBE, 0xBF}) {
        made.push_back(text({0xF0 | plane >> 2, 0x8F | (plane & 3) << 4, 0xBF, last}));
      }
    }
    return made;
  }();
  addMessages(cases, 22, std::vector<Text>(nonCharacters.begin(), nonCharacters.end()));
  addMessages(cases, 23,
              {{"\xEF\xBF\xB9"},
               {"\xEF\xBF\xBA"},
               {"\xEF\xBF\xBB"},
               {"\xEF\xBF\xBC"},
               {"\xEF\xBF\xBD"},
               {"\xEF\xBF\xBE"},
               {"\xEF\xBF\xBF"}});
}

}  // namespace

std::vector<AutobahnCase> utf8Cases() {
  std::vector<AutobahnCase> cases;
  addFragmented(cases);
  addSequences(cases);
  return cases;
}

}  // namespace serinus::ws
