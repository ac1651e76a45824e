#include "pipeline/place_map.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <random>
#include <set>
#include <vector>

namespace serinus::pipeline {
namespace {

struct Place {
  int unused = 0;
};

/// What the map holds, as it tells it itself.
std::map<const Place*, std::uint32_t> contents(const PlaceMap<Place>& map) {
  std::map<const Place*, std::uint32_t> all;
  map.forEach([&](const Place& place, std::uint32_t number) { EXPECT_TRUE(all.emplace(&place, number).second); });
  return all;
}

TEST(PlaceMap, FindsWhatWasAddedAndNothingElse) {
  std::array<Place, 3> places;
  PlaceMap<Place> map;
  EXPECT_TRUE(map.empty());
  EXPECT_EQ(map.find(places[0]), nullptr);
  map.reserveOne();
  EXPECT_EQ(map.find(places[0]), nullptr);
  map.add(places[0], 7);
  map.reserveOne();
  map.add(places[1], 8);
  EXPECT_EQ(map.size(), 2U);
  EXPECT_EQ(*map.find(places[0]), 7U);
  EXPECT_EQ(*map.find(places[1]), 8U);
  EXPECT_EQ(map.find(places[2]), nullptr);
  *map.find(places[1]) = 9;
  EXPECT_EQ(*map.find(places[1]), 9U);
}

TEST(PlaceMap, ForgetsWhatIsRemoved) {
  std::array<Place, 2> places;
  PlaceMap<Place> map;
  map.remove(places[0]);  // was never there
  for (Place& place : places) {
    map.reserveOne();
    map.add(place, 1);
  }
  map.remove(places[0]);
  EXPECT_EQ(map.find(places[0]), nullptr);
  EXPECT_NE(map.find(places[1]), nullptr);
  map.remove(places[0]);
  EXPECT_EQ(map.size(), 1U);
  map.remove(places[1]);
  EXPECT_TRUE(map.empty());
  EXPECT_EQ(map.find(places[1]), nullptr);
}

TEST(PlaceMap, IsEmptyAfterClear) {
  std::array<Place, 5> places;
  PlaceMap<Place> map;
  for (Place& place : places) {
    map.reserveOne();
    map.add(place, 1);
  }
  map.clear();
  EXPECT_TRUE(map.empty());
  EXPECT_TRUE(contents(map).empty());
  map.reserveOne();
  map.add(places[4], 3);
  EXPECT_EQ(*map.find(places[4]), 3U);
}

// With few slots every one is somebody else's home sooner or later: gaps are closed across the end of the table too.
TEST(PlaceMap, IsAMapWhateverIsDoneToIt) {
  for (const std::size_t most : {3U, 6U, 12U, 200U}) {
    std::mt19937 random(static_cast<unsigned>(most));
    std::vector<Place> places(most);
    std::map<const Place*, std::uint32_t> model;
    PlaceMap<Place> map;
    for (std::uint32_t step = 0; step < 5000; ++step) {
      Place& place = places[random() % most];
      if (model.erase(&place) > 0) {
        map.remove(place);
      } else {
        map.reserveOne();
        map.add(place, step);
        model.emplace(&place, step);
      }
      ASSERT_EQ(map.size(), model.size());
      ASSERT_EQ(contents(map), model) << most << " at step " << step;
      for (const Place& each : places) ASSERT_EQ(map.find(each) != nullptr, model.contains(&each));
    }
  }
}

}  // namespace
}  // namespace serinus::pipeline
