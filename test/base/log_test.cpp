#include <serinus/base/log.hpp>

#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

namespace serinus {
namespace {

class Recorder : public Logger {
public:
  void log(LogLevel level, std::string_view context, std::string_view message) override {
    lines.emplace_back(level, context, message);
  }
  std::vector<std::tuple<LogLevel, std::string, std::string>> lines;
};

TEST(Logger, HasAWordForEachLevel) {
  Recorder logger;
  logger.trace("T", "one");
  logger.debug("D", "two");
  logger.info("I", "three");
  logger.warning("W", "four");
  logger.error("E", "five");
  const decltype(logger.lines) expected{{LogLevel::trace, "T", "one"},
                                        {LogLevel::debug, "D", "two"},
                                        {LogLevel::info, "I", "three"},
                                        {LogLevel::warning, "W", "four"},
                                        {LogLevel::error, "E", "five"}};
  EXPECT_EQ(logger.lines, expected);
  EXPECT_TRUE(logger.keeps(LogLevel::trace));
  EXPECT_FALSE(logger.keeps(LogLevel::off));
}

TEST(NullLogger, KeepsNothing) {
  NullLogger logger;
  logger.error("Any", "thing");
  EXPECT_FALSE(logger.keeps(LogLevel::error));
}

TEST(LogLevel, GoesToTextAndBack) {
  for (const auto level :
       {LogLevel::trace, LogLevel::debug, LogLevel::info, LogLevel::warning, LogLevel::error, LogLevel::off}) {
    EXPECT_EQ(parseLogLevel(toText(level)), level);
  }
  EXPECT_EQ(toText(LogLevel::trace), "trace");
  EXPECT_EQ(toText(LogLevel::off), "off");
}

TEST(LogLevel, IsReadInAnyCaseAndNothingElseIs) {
  EXPECT_EQ(parseLogLevel("INFO"), LogLevel::info);
  EXPECT_EQ(parseLogLevel("Warn"), LogLevel::warning);
  EXPECT_EQ(parseLogLevel(""), std::nullopt);
  EXPECT_EQ(parseLogLevel("infos"), std::nullopt);
  EXPECT_EQ(parseLogLevel(" info"), std::nullopt);
}

}  // namespace
}  // namespace serinus
