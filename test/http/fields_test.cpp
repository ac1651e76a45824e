#include <serinus/http/fields.hpp>

#include <gtest/gtest.h>

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
  const Fields moved = std::move(fields);
  EXPECT_EQ(shown(moved), "A=1;");
}

TEST(SomeFields, AreEmptyAfterClear) {
  Fields fields{{"A", "1"}};
  fields.clear();
  EXPECT_TRUE(fields.empty());
  fields.add("B", "2");
  EXPECT_EQ(shown(fields), "B=2;");
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
