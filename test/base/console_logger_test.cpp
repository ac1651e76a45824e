#include <serinus/base/ascii.hpp>
#include <serinus/base/clock.hpp>
#include <serinus/base/console_logger.hpp>

#include <gtest/gtest.h>

#include <fcntl.h>
#include <pty.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace serinus {
namespace {

using namespace std::chrono_literals;

/// A descriptor that is closed with its owner.
class Descriptor {
public:
  explicit Descriptor(int fd) : fd_(fd) { EXPECT_GE(fd, 0); }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() { close(); }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }
  [[nodiscard]] int get() const { return fd_; }

private:
  int fd_;
};

struct Pipe {
  Pipe() : Pipe(made()) {}
  explicit Pipe(std::array<int, 2> ends) : reader(ends[0]), writer(ends[1]) {}
  static std::array<int, 2> made() {
    std::array<int, 2> ends{-1, -1};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    return ends;
  }
  Descriptor reader;
  Descriptor writer;
};

std::string readAll(int fd) {
  std::string text;
  std::array<char, 4096> some{};
  for (ssize_t n = 0; (n = ::read(fd, some.data(), some.size())) > 0;)
    text.append(some.data(), static_cast<std::size_t>(n));
  return text;
}

/// What `use` logs, as it stood in the pipe when the logger was gone.
template <class Use>
std::string logged(ConsoleLoggerOptions options, Use use) {
  Pipe pipe;
  options.fd = pipe.writer.get();
  {
    ConsoleLogger logger(options);
    use(logger);
  }
  pipe.writer.close();
  return readAll(pipe.reader.get());
}

TEST(ConsoleLogger, WritesEveryLineBeforeItEnds) {
  const std::string text = logged({.timestamps = false}, [](Logger& logger) {
    logger.info("Chat", "one");
    logger.error("Chat", "two\nthree");
  });
  EXPECT_EQ(text, "INFO    [Chat] one\nERROR   [Chat] two\\nthree\n");
}

TEST(ConsoleLogger, WritesJson) {
  const std::string text = logged({.format = LogFormat::json, .timestamps = false},
                                  [](Logger& logger) { logger.warning("Chat", "say \"hi\""); });
  EXPECT_EQ(text, "{\"level\":\"warning\",\"context\":\"Chat\",\"message\":\"say \\\"hi\\\"\"}\n");
}

TEST(ConsoleLogger, StampsTheTime) {
  const auto shape = [](LogFormat format) {
    std::string text = logged({.format = format}, [](Logger& logger) { logger.info("Chat", "x"); });
    std::replace_if(text.begin(), text.end(), isDigit, '0');
    return text;
  };
  EXPECT_EQ(shape(LogFormat::text), "0000-00-00T00:00:00.000Z INFO    [Chat] x\n");
  EXPECT_EQ(shape(LogFormat::json),
            "{\"time\":\"0000-00-00T00:00:00.000Z\",\"level\":\"info\",\"context\":\"Chat\",\"message\":\"x\"}\n");
}

TEST(ConsoleLogger, KeepsWhatIsAtItsLevelOrAbove) {
  const std::string text = logged({.level = LogLevel::warning, .timestamps = false}, [](Logger& logger) {
    EXPECT_FALSE(logger.keeps(LogLevel::info));
    EXPECT_TRUE(logger.keeps(LogLevel::warning));
    logger.info("A", "no");
    logger.warning("A", "yes");
    logger.error("A", "yes");
    logger.log(LogLevel::off, "A", "no");
  });
  EXPECT_EQ(text, "WARNING [A] yes\nERROR   [A] yes\n");
}

TEST(ConsoleLogger, KeepsNothingWhenOff) {
  EXPECT_EQ(logged({.level = LogLevel::off}, [](Logger& logger) { logger.error("A", "no"); }), "");
}

TEST(ConsoleLogger, FlushWaitsForTheLinesBeforeIt) {
  Pipe pipe;
  ConsoleLogger logger({.timestamps = false, .fd = pipe.writer.get()});
  EXPECT_TRUE(logger.flush());
  logger.info("", "x");
  EXPECT_TRUE(logger.flush());
  std::array<char, 64> some{};
  EXPECT_EQ(::read(pipe.reader.get(), some.data(), some.size()), 10);
}

TEST(ConsoleLogger, KeepsTheLinesOfManyThreadsWhole) {
  Pipe pipe;
  std::string text;
  std::thread reader([&] { text = readAll(pipe.reader.get()); });
  {
    ConsoleLogger logger(
        {.timestamps = false, .fd = pipe.writer.get(), .maxQueued = 64 * 1024 * 1024, .farewell = 60s});
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&logger] {
        for (int line = 0; line < 2000; ++line) logger.info("Chat", "a line of a thread");
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  pipe.writer.close();
  reader.join();
  const std::string line = "INFO    [Chat] a line of a thread\n";
  std::string expected;
  for (int i = 0; i < 8000; ++i) expected += line;
  EXPECT_TRUE(text == expected) << text.size() << " bytes instead of " << expected.size();
}

/// A pipe that takes nothing more.
Pipe fullPipe() {
  Pipe pipe;
  const int flags = ::fcntl(pipe.writer.get(), F_GETFL);
  EXPECT_EQ(::fcntl(pipe.writer.get(), F_SETFL, flags | O_NONBLOCK), 0);
  const std::string filler(4096, '#');
  while (::write(pipe.writer.get(), filler.data(), filler.size()) > 0) continue;
  EXPECT_EQ(::fcntl(pipe.writer.get(), F_SETFL, flags), 0);
  return pipe;
}

/// The lines that are no reports of dropped ones, and how many were reported in all.
std::pair<std::string, int> withoutReports(const std::string& text) {
  const std::string report = "WARNING [ConsoleLogger] ";
  std::string others;
  int dropped = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(report))
      dropped += std::stoi(line.substr(report.size()));
    else
      others += line + '\n';
  }
  return {others, dropped};
}

TEST(ConsoleLogger, DropsWhatDoesNotFitAndTellsHowMany) {
  Pipe pipe = fullPipe();
  std::string text;
  {
    // 200 bytes hold ten lines of 20, be they queued or already in the hands of the writing thread.
    ConsoleLogger logger({.timestamps = false, .fd = pipe.writer.get(), .maxQueued = 200, .farewell = 60s});
    for (int i = 10; i < 33; ++i) logger.info("", "message " + std::to_string(i));
    EXPECT_FALSE(logger.flush(0ms));
    std::thread reader([&] { text = readAll(pipe.reader.get()); });
    EXPECT_TRUE(logger.flush(60s));
    logger.info("", "message 99");
    EXPECT_TRUE(logger.flush(60s));
    pipe.writer.close();
    reader.join();
  }
  text.erase(0, text.find_last_of('#') + 1);
  std::string lines;
  for (int i = 10; i < 20; ++i) lines += "INFO    message " + std::to_string(i) + "\n";
  // The writing thread may have begun after some were dropped: then it tells of them twice.
  const auto [told, dropped] = withoutReports(text);
  EXPECT_EQ(told, lines + "INFO    message 99\n");
  EXPECT_EQ(dropped, 13);
}

TEST(ConsoleLogger, TakesALineOfExactlyItsRoomAndTellsOfOneThatIsLarger) {
  const ConsoleLoggerOptions options{.timestamps = false, .maxQueued = 20};
  EXPECT_EQ(logged(options, [](Logger& logger) { logger.info("", "12345678901"); }), "INFO    12345678901\n");
  EXPECT_EQ(logged(options, [](Logger& logger) { logger.info("", "123456789012"); }),
            "WARNING [ConsoleLogger] 1 line was dropped: they came faster than they could be written\n");
}

/// How long a logger takes to end after a few lines.
Duration farewellOf(ConsoleLoggerOptions options) {
  auto logger = std::make_unique<ConsoleLogger>(options);
  for (int i = 0; i < 100; ++i) logger->error("Chat", "a last word, and one more, and another one");
  const TimePoint begin = Clock::now();
  logger.reset();
  return Clock::now() - begin;
}

TEST(ConsoleLogger, EndsInTimeThoughNobodyReads) {
  const Pipe pipe = fullPipe();
  EXPECT_LT(farewellOf({.fd = pipe.writer.get(), .farewell = 50ms}), 1s);
}

TEST(ConsoleLogger, GivesUpAtOnceWithoutTimeForAFarewell) {
  const Pipe pipe = fullPipe();
  EXPECT_LT(farewellOf({.fd = pipe.writer.get(), .farewell = 0ms}), 1s);
}

TEST(ConsoleLogger, EndsOnAFullDisk) {
  const Descriptor full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  EXPECT_LT(farewellOf({.fd = full.get(), .farewell = 60s}), 30s);
}

TEST(ConsoleLogger, SurvivesAReaderThatWentAway) {
  Pipe pipe;
  pipe.reader.close();  // a write raises SIGPIPE wherever it is not blocked
  EXPECT_LT(farewellOf({.fd = pipe.writer.get(), .farewell = 60s}), 30s);
}

TEST(ConsoleLogger, EndsWithoutADescriptor) {
  EXPECT_LT(farewellOf({.fd = -1, .farewell = 50ms}), 1s);
}

TEST(ConsoleLogger, PaintsOnATerminalAndNowhereElse) {
  int master = -1;
  int slave = -1;
  ASSERT_EQ(::openpty(&master, &slave, nullptr, nullptr, nullptr), 0);
  const Descriptor screen(master);
  Descriptor terminal(slave);
  const auto shownOn = [&](LogFormat format) {
    ConsoleLogger logger({.format = format, .timestamps = false, .fd = terminal.get()});
    logger.error("", "x");
    EXPECT_TRUE(logger.flush(60s));
    std::array<char, 256> some{};
    const ssize_t size = ::read(screen.get(), some.data(), some.size());
    return std::string(some.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  };
  EXPECT_EQ(shownOn(LogFormat::text), "\x1b[31mERROR  \x1b[0m x\r\n");
  EXPECT_EQ(shownOn(LogFormat::json), "{\"level\":\"error\",\"context\":\"\",\"message\":\"x\"}\r\n");
  ::setenv("NO_COLOR", "1", 1);
  EXPECT_EQ(shownOn(LogFormat::text), "ERROR   x\r\n");
  ::setenv("NO_COLOR", "", 1);
  EXPECT_EQ(shownOn(LogFormat::text), "\x1b[31mERROR  \x1b[0m x\r\n");
  ::unsetenv("NO_COLOR");
}

}  // namespace
}  // namespace serinus
