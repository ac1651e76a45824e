#include <serinus/base/ascii.hpp>
#include <serinus/http/fields.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace serinus {
namespace {

std::string shown(const Fields& fields) {
  std::string text;
  for (const Field field : fields) text.append(field.name).append("=").append(field.value).append(";");
  return text;
}

TEST(SomeFields, KeepTheirOrderAndAreFoundInAnyCase) {
  const Fields fields{{"Host", "a"}, {"Accept", "x"}, {"ACCEPT", "y"}};
  EXPECT_EQ(shown(fields), "Host=a;Accept=x;ACCEPT=y;");
  EXPECT_EQ(fields.get("accept"), "x");
  EXPECT_EQ(fields.getAll("aCCEPT"), (std::vector<std::string_view>{"x", "y"}));
  EXPECT_EQ(fields.count("accept"), 2U);
  EXPECT_EQ(fields.count("accepted"), 0U);
  EXPECT_EQ(fields.get("Accep"), std::nullopt);
  EXPECT_TRUE(fields.has("host"));
}

TEST(SomeFields, SetReplacesAllOfANameAtThePlaceOfTheFirst) {
  Fields fields{{"A", "1"}, {"B", "2"}, {"a", "3"}, {"C", "4"}};
  fields.set("a", "longer than before");
  EXPECT_EQ(shown(fields), "A=longer than before;B=2;C=4;");
  fields.set("A", "");
  EXPECT_EQ(shown(fields), "A=;B=2;C=4;");
  fields.set("D", "5");
  EXPECT_EQ(shown(fields), "A=;B=2;C=4;D=5;");
}

TEST(SomeFields, RemoveTakesAllOfAName) {
  Fields fields{{"A", "1"}, {"B", "2"}, {"a", "3"}, {"C", "4"}};
  EXPECT_EQ(fields.remove("A"), 2U);
  EXPECT_EQ(fields.remove("A"), 0U);
  EXPECT_EQ(shown(fields), "B=2;C=4;");
}

TEST(SomeFields, MayBeChangedWithViewsOfThemselves) {
  Fields fields{{"A", "one"}, {"B", "two"}, {"C", "three"}};
  for (int i = 0; i < 50; ++i) fields.add("A", *fields.get("C"));
  fields.set("B", *fields.get("C"));
  fields.remove(fields[0].name);
  EXPECT_EQ(shown(fields), "B=three;C=three;");
}

TEST(SomeFields, KeepTheirValuesWhenMoved) {
  Fields fields{{"A", "1"}};
  Fields moved = std::move(fields);
  EXPECT_EQ(shown(moved), "A=1;");
  Fields assigned{{"B", "2"}};
  assigned = std::move(moved);
  EXPECT_EQ(shown(assigned), "A=1;");
  moved.add("C", "3");  // NOLINT: what was moved from is empty
  EXPECT_EQ(shown(moved), "C=3;");
}

TEST(SomeFields, AreEmptyAfterClear) {
  Fields fields{{"A", "1"}};
  fields.clear();
  EXPECT_TRUE(fields.empty());
  fields.add("B", "2");
  EXPECT_EQ(shown(fields), "B=2;");
}

TEST(SomeFields, AreWhatAListOfPairsIs) {
  using Model = std::vector<std::pair<std::string, std::string>>;
  const auto isNamed = [](const std::string& name) {
    return [name](const auto& field) { return toLower(field.first) == toLower(name); };
  };
  std::mt19937 random(7);  // NOLINT
  const std::vector<std::string> names{"A", "a", "Bee", "content-type", "X-" + std::string(60, 'n')};
  for (int round = 0; round < 200; ++round) {
    Fields fields;
    Model model;
    for (int step = 0; step < 40; ++step) {
      const std::string& name = names[random() % names.size()];
      const std::string value(random() % (random() % 8 == 0 ? 400 : 20), static_cast<char>('a' + random() % 26));
      switch (random() % 5) {
        case 0:
        case 1:
          fields.add(name, value);
          model.emplace_back(name, value);
          break;
        case 2: {
          fields.set(name, value);
          const auto first = std::ranges::find_if(model, isNamed(name));
          if (first == model.end()) {
            model.emplace_back(name, value);
            break;
          }
          first->second = value;
          model.erase(std::remove_if(first + 1, model.end(), isNamed(name)), model.end());
          break;
        }
        case 3:
          EXPECT_EQ(fields.remove(name), std::erase_if(model, isNamed(name)));
          break;
        case 4: {
          Fields copy = fields;
          fields = Fields{{"another", "one"}};
          fields = copy;
        }
      }
      std::string expected;
      for (const auto& [each, of] : model) expected.append(each).append("=").append(of).append(";");
      ASSERT_EQ(shown(fields), expected);
    }
  }
}

TEST(SomeFields, StayAsTheyAreWithoutTheRoomTheyDoNotNeed) {
  for (std::size_t count = 0; count < 30; ++count) {
    Fields fields;
    for (std::size_t i = 0; i < count; ++i) fields.add("N" + std::to_string(i), std::string(i, 'v'));
    const std::string before = shown(fields);
    fields.shrinkToFit();
    EXPECT_EQ(shown(fields), before);
    fields.shrinkToFit();
    fields.add("More", "of it");
    EXPECT_EQ(shown(fields), before + "More=of it;");
  }
}

TEST(SomeFields, AreCopiedWhole) {
  const Fields none;
  Fields copy{{"A", "1"}, {"B", "2"}};
  const Fields kept = copy;
  copy.set("A", "changed");
  EXPECT_EQ(shown(kept), "A=1;B=2;");
  copy = kept;
  EXPECT_EQ(shown(copy), "A=1;B=2;");
  const Fields& itself = copy;
  copy = itself;
  EXPECT_EQ(shown(copy), "A=1;B=2;");
  copy = none;
  EXPECT_EQ(shown(copy), "");
  copy.add("C", "3");
  EXPECT_EQ(shown(copy), "C=3;");
}

TEST(SomeFields, RefuseEveryControlByteInAValueAndStayAsTheyWere) {
  Fields fields{{"A", "1"}};
  for (int byte = 0; byte < 256; ++byte) {
    const bool allowed = byte == '\t' || (byte >= 0x20 && byte != 0x7F);
    for (const std::string& value : {std::string{static_cast<char>(byte)}, std::string{'x', static_cast<char>(byte)},
                                     std::string{static_cast<char>(byte), 'x'}}) {
      if (allowed) {
        EXPECT_NO_THROW(Fields().add("X", value)) << byte;
      } else {
        EXPECT_THROW(fields.add("X", value), InvalidFieldError) << byte;
        EXPECT_THROW(fields.set("A", value), InvalidFieldError) << byte;
      }
    }
  }
  EXPECT_EQ(shown(fields), "A=1;");
}

TEST(SomeFields, RefuseANameThatIsNoToken) {
  Fields fields;
  for (const std::string_view name : {"", " ", "A B", "A:", "A\r", "A\n", "\xC3\xA4", "A\t"}) {
    EXPECT_THROW(fields.add(name, "1"), InvalidFieldError) << name;
    EXPECT_THROW(fields.set(name, "1"), InvalidFieldError) << name;
  }
  EXPECT_TRUE(fields.empty());
}

}  // namespace
}  // namespace serinus
