#include "pipeline/room_table.hpp"

#include "heap.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace serinus::pipeline {
namespace {

struct Somebody {
  int id = 0;
  RoomMember<Somebody> member{*this};
};
using Table = RoomTable<Somebody>;
using People = std::vector<std::unique_ptr<Somebody>>;

People people(std::size_t count) {
  People all;
  for (std::size_t i = 0; i < count; ++i) {
    all.push_back(std::make_unique<Somebody>());
    all.back()->id = static_cast<int>(i);
  }
  return all;
}

std::set<int> membersOf(const Table& table, std::string_view name) {
  std::set<int> ids;
  const Room<Somebody>* const room = table.find(name);
  if (room == nullptr) return ids;
  for (const RoomMember<Somebody>* const member : room->members()) EXPECT_TRUE(ids.insert(member->client().id).second);
  EXPECT_EQ(ids.size(), room->size());
  return ids;
}

std::set<std::string> roomsOf(const Somebody& one) {
  const std::vector<std::string> names = one.member.rooms();
  return {names.begin(), names.end()};
}

class Log final : public RoomListener {
public:
  std::vector<std::string> lines;

private:
  void onRoomOpened(const std::string& name) override { lines.push_back("+" + name); }
  void onRoomEmptied(const std::string& name) override { lines.push_back("-" + name); }
};

TEST(RoomTable, HasARoomFromItsFirstMemberToItsLast) {
  const People all = people(2);
  Log log;
  Table table{KeyedHash(), &log};
  EXPECT_EQ(table.find("blue"), nullptr);
  EXPECT_TRUE(table.join(all[0]->member, "blue"));
  EXPECT_TRUE(table.join(all[1]->member, "blue"));
  EXPECT_EQ(membersOf(table, "blue"), (std::set{0, 1}));
  EXPECT_EQ(table.find("blue")->name(), "blue");
  EXPECT_TRUE(table.leave(all[0]->member, "blue"));
  EXPECT_EQ(membersOf(table, "blue"), std::set{1});
  EXPECT_TRUE(table.leave(all[1]->member, "blue"));
  EXPECT_EQ(table.find("blue"), nullptr);
  EXPECT_EQ(table.size(), 0U);
  EXPECT_EQ(log.lines, (std::vector<std::string>{"+blue", "-blue"}));
}

TEST(RoomTable, TakesAMemberOnce) {
  const People all = people(1);
  Log log;
  Table table{KeyedHash(), &log};
  EXPECT_TRUE(table.join(all[0]->member, "blue"));
  EXPECT_FALSE(table.join(all[0]->member, "blue"));
  EXPECT_EQ(table.find("blue")->size(), 1U);
  EXPECT_EQ(all[0]->member.roomCount(), 1U);
  EXPECT_FALSE(table.leave(all[0]->member, "red"));
  EXPECT_TRUE(table.leave(all[0]->member, "blue"));
  EXPECT_FALSE(table.leave(all[0]->member, "blue"));
  EXPECT_EQ(log.lines, (std::vector<std::string>{"+blue", "-blue"}));
}

TEST(RoomTable, LetsAMemberLeaveAllItsRoomsAndNobodyElse) {
  const People all = people(2);
  Log log;
  Table table{KeyedHash(), &log};
  for (const char* const name : {"a", "b", "c"}) table.join(all[0]->member, name);
  table.join(all[1]->member, "b");
  table.leaveAll(all[0]->member);
  EXPECT_EQ(all[0]->member.roomCount(), 0U);
  EXPECT_EQ(table.size(), 1U);
  EXPECT_EQ(membersOf(table, "b"), std::set{1});
  std::sort(log.lines.begin(), log.lines.end());
  EXPECT_EQ(log.lines, (std::vector<std::string>{"+a", "+b", "+c", "-a", "-c"}));
  table.leaveAll(all[1]->member);
}

TEST(RoomTable, KeepsNamesApartThatDifferInAnyByte) {
  using namespace std::string_view_literals;
  const People all = people(1);
  Table table{KeyedHash()};
  for (const std::string_view name : {"a"sv, "A"sv, "a\0"sv, "a "sv}) EXPECT_TRUE(table.join(all[0]->member, name));
  EXPECT_EQ(table.size(), 4U);
  table.leaveAll(all[0]->member);
}

TEST(RoomTable, AgreesWithAModel) {
  constexpr std::size_t members = 40;
  constexpr std::size_t rooms = 12;
  std::mt19937 random(20);
  const People all = people(members);
  Log log;
  Table table{KeyedHash(), &log};
  std::map<std::string, std::set<int>> model;
  std::vector<std::string> expected;
  const auto leave = [&](int id, const std::string& name) {
    if (!model.contains(name) || model[name].erase(id) == 0) return false;
    if (!model[name].empty()) return true;
    model.erase(name);
    expected.push_back("-" + name);
    return true;
  };
  for (int step = 0; step < 20000; ++step) {
    Somebody& one = *all[random() % members];
    const std::string name = "room " + std::to_string(random() % rooms);
    const unsigned what = random() % 16;
    if (what == 0) {
      for (const std::string& each : one.member.rooms()) leave(one.id, each);  // in the table's own order
      table.leaveAll(one.member);
    } else if (what < 9) {
      ASSERT_EQ(table.leave(one.member, name), leave(one.id, name));
    } else {
      if (!model.contains(name)) expected.push_back("+" + name);
      ASSERT_EQ(table.join(one.member, name), model[name].insert(one.id).second);
    }
    ASSERT_EQ(table.size(), model.size());
    ASSERT_EQ(membersOf(table, name), model.contains(name) ? model[name] : std::set<int>());
    ASSERT_EQ(roomsOf(one).size(), one.member.roomCount());
    for (const std::string& each : roomsOf(one)) ASSERT_TRUE(model[each].contains(one.id)) << step;
  }
  EXPECT_EQ(log.lines, expected);
  for (const auto& one : all) table.leaveAll(one->member);
}

// ---- Costs

enum class Order { forwards, backwards, anyhow };

/// The time of this thread for as many members to join one room and to leave it.
double secondsFor(std::size_t count, Order order) {
  People all = people(count);
  Table table{KeyedHash()};
  const double start = test::threadSeconds();
  for (const auto& one : all) table.join(one->member, "blue");
  if (order == Order::backwards) std::reverse(all.begin(), all.end());
  if (order == Order::anyhow) std::shuffle(all.begin(), all.end(), std::mt19937(1));
  for (const auto& one : all) table.leave(one->member, "blue");
  return test::threadSeconds() - start;
}

double best(int times, const std::function<double()>& measure) {
  double least = measure();
  for (int i = 1; i < times; ++i) least = std::min(least, measure());
  return least;
}

// Ten times the members may take ten times the time, and what larger memory costs; a walk through the members for each
// of them would take a hundred times.
TEST(CostOfRooms, IsLinearInTheMembers) {
  for (const Order order : {Order::forwards, Order::backwards, Order::anyhow}) {
    const double few = best(5, [&] { return secondsFor(10'000, order); });
    const double many = best(3, [&] { return secondsFor(100'000, order); });
    EXPECT_LT(many, 40 * few) << static_cast<int>(order);
  }
}

double secondsInRooms(std::size_t count, bool atOnce) {
  const People all = people(1);
  Table table{KeyedHash()};
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back("room " + std::to_string(i));
  const double start = test::threadSeconds();
  for (const std::string& name : names) table.join(all[0]->member, name);
  if (atOnce)
    table.leaveAll(all[0]->member);
  else
    for (const std::string& name : names) table.leave(all[0]->member, name);
  return test::threadSeconds() - start;
}

TEST(CostOfRooms, IsLinearInTheRoomsOfOneMember) {
  for (const bool atOnce : {true, false}) {
    const double few = best(5, [&] { return secondsInRooms(1'000, atOnce); });
    const double many = best(3, [&] { return secondsInRooms(10'000, atOnce); });
    EXPECT_LT(many, 40 * few) << atOnce;
  }
}

TEST(CostOfRooms, IsGivenBackWhenTheyAreEmpty) {
  const People all = people(2'000);
  Table table{KeyedHash()};
  const std::size_t before = test::heapInUse();
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (int room = 0; room < 20; ++room)
      table.join(all[i]->member, "a name of some length " + std::to_string(i % 100 * 20 + static_cast<unsigned>(room)));
    table.join(all[i]->member, "all");
    table.join(all[i]->member, "alone " + std::to_string(i));
  }
  EXPECT_GT(test::heapInUse(), before + 1'000'000);
  for (const auto& one : all) table.leaveAll(one->member);
  EXPECT_LT(test::heapInUse(), before + 16'384);
}

TEST(CostOfRooms, IsGivenBackByARoomThatShrinks) {
  const People all = people(10'000);
  Table table{KeyedHash()};
  const std::size_t before = test::heapInUse();
  for (const auto& one : all) table.join(one->member, "all");
  for (std::size_t i = 0; i + 1 < all.size(); ++i) table.leave(all[i]->member, "all");
  EXPECT_EQ(table.find("all")->size(), 1U);
  EXPECT_LT(test::heapInUse(), before + 4'096);
  table.leaveAll(all.back()->member);
}

TEST(CostOfRooms, IsNothingForWhoIsInNone) {
  const std::size_t before = test::heapInUse();
  const Somebody one;
  Table table{KeyedHash()};
  EXPECT_EQ(test::heapInUse(), before);
  EXPECT_FALSE(table.leave(const_cast<RoomMember<Somebody>&>(one.member), "blue"));
  EXPECT_EQ(test::heapInUse(), before);
}

}  // namespace
}  // namespace serinus::pipeline
