#include <serinus/base/function.hpp>

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace serinus {
namespace {

static_assert(!std::is_copy_constructible_v<UniqueFunction<void()>>);
static_assert(std::is_nothrow_move_constructible_v<UniqueFunction<void()>>);
static_assert(!std::is_constructible_v<UniqueFunction<int()>, std::string (*)()>);
static_assert(!std::is_constructible_v<UniqueFunction<void(int)>, void (*)(std::string)>);

TEST(UniqueFunction, EmptyIsFalseAndThrowsWhenCalled) {
  UniqueFunction<void()> none;
  UniqueFunction<void()> null = nullptr;
  EXPECT_FALSE(none);
  EXPECT_FALSE(null);
  EXPECT_THROW(none(), std::bad_function_call);
}

TEST(UniqueFunction, CallsWithItsArgumentsAndReturnsTheResult) {
  UniqueFunction<int(int, int)> add = [](int a, int b) { return a + b; };
  EXPECT_TRUE(add);
  EXPECT_EQ(add(2, 3), 5);
}

TEST(UniqueFunction, OwnsWhatCanOnlyBeMoved) {
  UniqueFunction<int()> function = [value = std::make_unique<int>(7)] { return *value; };
  UniqueFunction<int()> moved = std::move(function);
  EXPECT_FALSE(function);  // NOLINT(bugprone-use-after-move): that a moved function is empty is its contract
  EXPECT_EQ(moved(), 7);
}

TEST(UniqueFunction, HandsMoveOnlyArgumentsThrough) {
  UniqueFunction<std::unique_ptr<int>(std::unique_ptr<int>)> pass = [](std::unique_ptr<int> p) { return p; };
  EXPECT_EQ(*pass(std::make_unique<int>(7)), 7);
}

TEST(UniqueFunction, HandsReferencesThrough) {
  UniqueFunction<int&(int&)> same = [](int& value) -> int& { return value; };
  int value = 1;
  same(value) = 2;
  EXPECT_EQ(value, 2);
}

TEST(UniqueFunction, DropsAResultThatNobodyAskedFor) {
  int calls = 0;
  UniqueFunction<void()> function = [&calls] { return ++calls; };
  function();
  EXPECT_EQ(calls, 1);
}

TEST(UniqueFunction, TakesFunctionsAndMembersToo) {
  UniqueFunction<std::size_t(const std::string&)> size = &std::string::size;
  EXPECT_EQ(size("four"), 4U);
  UniqueFunction<std::string(int)> text = static_cast<std::string (*)(int)>(&std::to_string);
  EXPECT_EQ(text(12), "12");
}

TEST(UniqueFunction, KeepsTheStateOfWhatItCalls) {
  UniqueFunction<int()> count = [n = 0]() mutable { return ++n; };
  EXPECT_EQ(count(), 1);
  UniqueFunction<int()> moved = std::move(count);
  EXPECT_EQ(moved(), 2);
}

TEST(UniqueFunction, LetsExceptionsThrough) {
  UniqueFunction<void()> fails = [] { throw std::runtime_error("no"); };
  EXPECT_THROW(fails(), std::runtime_error);
}

/// Counts how many of it live; `Padding` decides whether it fits inline.
template <std::size_t Padding>
class Counted {
public:
  explicit Counted(int& alive) : alive_(&alive) { ++*alive_; }
  Counted(const Counted& other) : alive_(other.alive_) { ++*alive_; }
  Counted(Counted&& other) noexcept : alive_(other.alive_) { ++*alive_; }
  Counted& operator=(const Counted&) = delete;
  ~Counted() { --*alive_; }
  int operator()() const { return *alive_; }

private:
  int* alive_;
  std::array<char, Padding> padding_{};
};

template <class T>
class UniqueFunctionOf : public testing::Test {};
using Sizes = testing::Types<Counted<1>, Counted<2 * sizeof(void*)>, Counted<2 * sizeof(void*) + 1>, Counted<500>>;
TYPED_TEST_SUITE(UniqueFunctionOf, Sizes);

TYPED_TEST(UniqueFunctionOf, EverySizeDestroysWhatItOwnsExactlyOnce) {
  int alive = 0;
  {
    UniqueFunction<int()> first = TypeParam(alive);
    EXPECT_EQ(first(), 1);
    UniqueFunction<int()> second = std::move(first);
    EXPECT_EQ(second(), 1);
    first = std::move(second);
    EXPECT_EQ(first(), 1);
    UniqueFunction<int()>& same = first;
    first = std::move(same);
    EXPECT_EQ(first(), 1);
    first = TypeParam(alive);
    EXPECT_EQ(first(), 1);
    first = nullptr;
    EXPECT_EQ(alive, 0);
    first = TypeParam(alive);
  }
  EXPECT_EQ(alive, 0);
}

}  // namespace
}  // namespace serinus
