#include <serinus/pipeline/state_store.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace serinus::pipeline {
namespace {

TEST(AStateStore, TakesOverWhatAnotherOneHas) {
  const auto replaced = std::make_shared<int>(1);
  StateStore mine;
  mine.emplace<std::string>("mine");
  mine.emplace<std::shared_ptr<int>>(replaced);
  mine.emplace<int>(1);
  StateStore other;
  other.emplace<std::shared_ptr<int>>(std::make_shared<int>(2));
  other.emplace<double>(2.5);
  const double* const place = other.find<double>();
  mine.takeOver(std::move(other));
  EXPECT_EQ(*mine.find<std::string>(), "mine");
  EXPECT_EQ(*mine.find<int>(), 1);
  EXPECT_EQ(**mine.find<std::shared_ptr<int>>(), 2);
  EXPECT_EQ(replaced.use_count(), 1) << "what made way is gone";
  EXPECT_EQ(mine.find<double>(), place) << "values stay where they are";
}

TEST(AStateStore, TakesOverFromAndIntoNothing) {
  StateStore mine;
  mine.takeOver(StateStore());
  EXPECT_EQ(mine.find<int>(), nullptr);
  StateStore other;
  other.emplace<int>(7);
  mine.takeOver(std::move(other));
  EXPECT_EQ(*mine.find<int>(), 7);
  mine.takeOver(StateStore());
  EXPECT_EQ(*mine.find<int>(), 7);
}

TEST(AStateStore, ErasesOneValue) {
  StateStore store;
  store.erase<int>();
  store.emplace<std::string>("first");
  store.emplace<int>(2);
  store.emplace<double>(3.5);
  store.erase<int>();
  EXPECT_EQ(store.find<int>(), nullptr);
  store.erase<double>();
  store.erase<double>();
  EXPECT_EQ(*store.find<std::string>(), "first");
  store.erase<std::string>();
  EXPECT_EQ(store.find<std::string>(), nullptr);
}

}  // namespace
}  // namespace serinus::pipeline
