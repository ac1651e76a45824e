#include <serinus/runtime/async_generator.hpp>
#include <serinus/runtime/sleep.hpp>

#include "support/loop_runner.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace serinus {
namespace {

using namespace std::chrono_literals;
using test::Alive;
using test::runTask;

// A class with constructors, as everything that users yield: a text becomes one on the way.
class Word {
public:
  Word(const char* text) : text_(text) {}
  Word(std::string text) : text_(std::move(text)) {}
  Word& loud() & {
    text_ += '!';
    return *this;
  }
  Word&& loud() && { return std::move(loud()); }
  [[nodiscard]] const std::string& text() const { return text_; }

private:
  std::string text_;
};

using Words = AsyncGenerator<Word>;

Task<> collect(Words words, std::vector<std::string>& into) {
  for (;;) {
    const Word* const word = co_await words.next();
    if (word == nullptr) co_return;
    into.push_back(word->text());
  }
}

Words everyForm(std::string prefix) {
  co_yield "a text that is longer than any small string";
  co_yield prefix + "an owned text that is longer than any small string";
  co_yield Word("made").loud();
  Word kept("kept");
  co_yield kept;
  const Word constant("constant");
  co_yield constant;
  co_yield std::move(kept);
  co_await sleep(1ms);
  co_yield "after a wait";
}

TEST(AsyncGenerator, YieldsEveryFormOfAValueInOrder) {
  std::vector<std::string> words;
  runTask(collect(everyForm("so: "), words));
  EXPECT_EQ(words, (std::vector<std::string>{"a text that is longer than any small string",
                                             "so: an owned text that is longer than any small string", "made!", "kept",
                                             "constant", "kept", "after a wait"}));
}

Words throwing() {
  co_yield "one";
  throw std::runtime_error("broken");
}

TEST(AsyncGenerator, ThrowsToTheConsumerWhatLeftIt) {
  std::vector<std::string> words;
  EXPECT_THROW(runTask(collect(throwing(), words)), std::runtime_error);
  EXPECT_EQ(words, std::vector<std::string>{"one"});
}

Words guarded(int& alive) {
  const Alive guard(alive);
  co_yield "one";
  co_await sleep(1h);
  co_yield "never";
}

struct Silent final : runtime::CoroutineListener {
  void onCoroutineReady() noexcept override {}
};

TEST(AsyncGenerator, DestroyedAtAYieldOrInAWaitRunsItsDestructors) {
  using Outcome = runtime::RunningGenerator<Word>::Outcome;
  int alive = 0;
  Loop loop;
  Silent listener;
  loop.post([&] {
    runtime::RunningGenerator<Word> atYield(guarded(alive));
    EXPECT_EQ(atYield.next(loop, listener), Outcome::yielded);
    EXPECT_EQ(atYield.value().text(), "one");
    EXPECT_EQ(alive, 1);
    atYield.cancel();
    EXPECT_EQ(alive, 0);

    runtime::RunningGenerator<Word> inWait(guarded(alive));
    EXPECT_EQ(inWait.next(loop, listener), Outcome::yielded);
    EXPECT_EQ(inWait.next(loop, listener), Outcome::waiting);
    EXPECT_EQ(alive, 1);
    inWait.cancel();
    EXPECT_EQ(alive, 0);
    loop.stop();
  });
  loop.run();
}

Words shortened(int& alive) {
  const Alive guard(alive);
  const Word constant("copied and too long");
  for (const char* const form : {"moved", "copied", "made"}) {
    std::string fault;
    try {
      if (form == std::string("moved")) {
        co_yield Word("moved and too long");
      } else if (form == std::string("copied")) {
        co_yield constant;
      } else {
        co_yield "made and too long";
      }
    } catch (const std::length_error& error) {
      fault = error.what();
    }
    if (fault.empty()) fault = "taken";
    co_yield fault;
  }
  co_yield "too long at last";
}

Task<> refuseLong(Words words, std::vector<std::string>& into) {
  for (;;) {
    const Word* const word = co_await words.next();
    if (word == nullptr) co_return;
    into.push_back(word->text());
    if (word->text().size() > 10) words.refuse(std::make_exception_ptr(std::length_error("refused")));
  }
}

TEST(AsyncGenerator, IsThrownAtItsYieldWhatItsConsumerRefuses) {
  int alive = 0;
  std::vector<std::string> words;
  EXPECT_THROW(runTask(refuseLong(shortened(alive), words)), std::length_error);
  EXPECT_EQ(words, (std::vector<std::string>{"moved and too long", "refused", "copied and too long", "refused",
                                             "made and too long", "refused", "too long at last"}));
  EXPECT_EQ(alive, 0);
}

TEST(AsyncGenerator, MadeByDefaultIsAtItsEnd) {
  std::vector<std::string> words;
  runTask(collect(Words(), words));
  EXPECT_TRUE(words.empty());
}

}  // namespace
}  // namespace serinus
