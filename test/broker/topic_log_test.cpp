#include "broker/topic_log.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace serinus::broker {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint start{};

std::shared_ptr<TopicEntry> entry(std::string key, std::string json = "1") {
  return std::make_shared<TypedEntry<int>>(std::string(), std::move(key), json, 0);
}

void append(TopicLog& log, int count, TimePoint now = start) {
  for (int i = 0; i < count; ++i) log.append(entry(""), now);
}

std::vector<std::uint64_t> offsets(TopicLog& log, std::uint64_t after, TopicLog::Reading reading,
                                   std::size_t most = 1000) {
  std::vector<EntryPtr> found;
  log.read(after, reading, most, found);
  std::vector<std::uint64_t> offsets;
  for (const EntryPtr& one : found) offsets.push_back(one->offset());
  return offsets;
}

using Offsets = std::vector<std::uint64_t>;

TEST(TopicLog, NumbersItsEventsFromOne) {
  TopicLog log({});
  EXPECT_EQ(log.head(), 0u);
  const auto first = entry("");
  log.append(first, start);
  EXPECT_EQ(first->offset(), 1u);
  EXPECT_EQ(log.head(), 1u);
}

TEST(TopicLog, KeepsTheNewestUpToTheCount) {
  TopicLog log({.history = History().count(3)});
  append(log, 3);
  EXPECT_TRUE(log.reaches(0, TopicLog::Reading::all, start));
  append(log, 1);
  EXPECT_FALSE(log.reaches(0, TopicLog::Reading::all, start));
  EXPECT_TRUE(log.reaches(1, TopicLog::Reading::all, start));
  EXPECT_EQ(offsets(log, 1, TopicLog::Reading::all), (Offsets{2, 3, 4}));
}

TEST(TopicLog, KeepsTheNewestUpToTheBytes) {
  TopicLog log({.history = History().bytes(10)});
  log.append(entry("", "12345"), start);
  log.append(entry("", "12345"), start);
  EXPECT_EQ(log.historyBytes(), 10u);
  EXPECT_TRUE(log.reaches(0, TopicLog::Reading::all, start));
  log.append(entry("", "1"), start);
  EXPECT_EQ(log.historySize(), 2u);
  EXPECT_EQ(log.historyBytes(), 6u);
  log.append(entry("", "12345678901"), start);  // never fits
  EXPECT_EQ(log.historySize(), 0u);
  EXPECT_TRUE(log.reaches(4, TopicLog::Reading::all, start));
  EXPECT_FALSE(log.reaches(3, TopicLog::Reading::all, start));
}

TEST(TopicLog, KeepsTheNewestUpToTheAge) {
  TopicLog log({.history = History().age(10s)});
  append(log, 1, start);
  append(log, 1, start + 1s);
  EXPECT_TRUE(log.reaches(0, TopicLog::Reading::all, start + 10s));
  EXPECT_FALSE(log.reaches(0, TopicLog::Reading::all, start + 10s + 1ns));
  EXPECT_TRUE(log.reaches(1, TopicLog::Reading::all, start + 11s));
  EXPECT_FALSE(log.reaches(1, TopicLog::Reading::all, start + 12s));
  EXPECT_TRUE(log.reaches(2, TopicLog::Reading::all, start + 1h)) << "nothing is missing behind the newest";
}

TEST(TopicLog, KeepsNothingWhereNothingIsAskedFor) {
  TopicLog log({.history = History::none()});
  EXPECT_FALSE(log.keeps());
  append(log, 2);
  log.skip();
  EXPECT_EQ(log.head(), 3u);
  EXPECT_EQ(log.historySize(), 0u);
  EXPECT_TRUE(log.reaches(3, TopicLog::Reading::all, start));
  EXPECT_FALSE(log.reaches(2, TopicLog::Reading::all, start));
}

TEST(TopicLog, IsReadInPortions) {
  TopicLog log({});
  append(log, 5);
  std::vector<EntryPtr> found;
  EXPECT_FALSE(log.read(0, TopicLog::Reading::all, 4, found));
  EXPECT_EQ(found.size(), 4u);
  EXPECT_TRUE(log.read(4, TopicLog::Reading::all, 4, found));
  EXPECT_EQ(found.size(), 5u);
  EXPECT_TRUE(log.read(5, TopicLog::Reading::all, 4, found));
  EXPECT_TRUE(log.read(0, TopicLog::Reading::all, 5, found)) << "exactly as many as there are";
}

TEST(TopicLog, KnowsTheLatestOfEachKeyInTheirOrder) {
  TopicLog log({.history = History::none(), .keepsLatest = true});
  for (const char* key : {"a", "b", "c", "a", "b"}) log.append(entry(key), start);
  EXPECT_EQ(offsets(log, 0, TopicLog::Reading::latest), (Offsets{3, 4, 5}));
  EXPECT_EQ(offsets(log, 3, TopicLog::Reading::latest), (Offsets{4, 5}));
  EXPECT_EQ(offsets(log, 5, TopicLog::Reading::latest), (Offsets{}));
  EXPECT_EQ(offsets(log, 0, TopicLog::Reading::latest, 2), (Offsets{3, 4}));
}

TEST(TopicLog, ForgetsAKeyBehindItsLastEvent) {
  TopicLog log({.keepsLatest = true});
  log.append(entry("a"), start);
  log.append(entry("b"), start);
  const auto last = entry("a");
  last->markAsRemoval();
  log.append(last, start);
  EXPECT_EQ(offsets(log, 0, TopicLog::Reading::latest), (Offsets{2}));
  EXPECT_EQ(offsets(log, 0, TopicLog::Reading::all), (Offsets{1, 2, 3}));
  EXPECT_EQ(log.keys(), 1u);
}

TEST(TopicLog, TellsReadersOfTheLatestThatAKeyWent) {
  TopicLog log({.conflates = true});
  log.append(entry("a"), start);
  const auto last = entry("a");
  last->markAsRemoval();
  log.append(last, start);
  EXPECT_EQ(offsets(log, 1, TopicLog::Reading::latest), (Offsets{2}));
}

TEST(TopicLog, ConflatedKeepsNoOtherHistory) {
  TopicLog log({.conflates = true});
  for (int i = 0; i < 10; ++i) log.append(entry("a"), start);
  EXPECT_EQ(log.historySize(), 0u);
  EXPECT_TRUE(log.reaches(1, log.returning(), start + 1h));
  EXPECT_EQ(offsets(log, 1, log.returning()), (Offsets{10}));
}

TEST(TopicLog, BoundsTheKeysAndKnowsWhatItForgot) {
  TopicLog log({.conflates = true, .maxKeys = 2});
  for (const char* key : {"a", "b", "a"}) log.append(entry(key), start);
  EXPECT_TRUE(log.reaches(0, log.returning(), start));
  log.append(entry("c"), start);  // b, of offset 2, goes
  EXPECT_EQ(log.keys(), 2u);
  EXPECT_FALSE(log.reaches(1, log.returning(), start));
  EXPECT_TRUE(log.reaches(2, log.returning(), start));
  EXPECT_EQ(offsets(log, 2, log.returning()), (Offsets{3, 4}));
}

}  // namespace
}  // namespace serinus::broker
