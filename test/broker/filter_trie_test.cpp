#include "broker/filter_trie.hpp"

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace serinus::broker {
namespace {

struct Subscriber {
  explicit Subscriber(std::string text) : filter(std::string_view(text)) {}
  TopicFilter filter;
};

std::string randomPath(std::mt19937& random, std::string_view alphabet) {
  std::string path;
  const std::size_t levels = 1 + random() % 4;
  for (std::size_t i = 0; i < levels; ++i) {
    if (i > 0) path += '/';
    const std::size_t letter = random() % (alphabet.size() + 1);
    if (letter < alphabet.size()) path += alphabet[letter];
  }
  return path;
}

std::vector<Subscriber*> sorted(std::vector<Subscriber*> found) {
  std::ranges::sort(found);
  return found;
}

TEST(FilterTrie, FindsExactlyThoseWhoseFilterMatches) {
  std::mt19937 random(7);
  FilterTrie<Subscriber> trie;
  std::vector<std::unique_ptr<Subscriber>> all;
  for (int i = 0; i < 300; ++i) {
    std::string filter = randomPath(random, "ab+");
    if (random() % 3 == 0) filter += "/#";
    if (filter.empty()) continue;  // everything: no path through the tree
    all.push_back(std::make_unique<Subscriber>(filter));
    trie.add(all.back()->filter, *all.back());
  }
  for (int round = 0; round < 4; ++round) {
    for (int i = 0; i < 200; ++i) {
      const std::string name = randomPath(random, "abc");
      std::vector<Subscriber*> expected;
      for (const auto& one : all) {
        if (one->filter.matches(name)) expected.push_back(one.get());
      }
      std::vector<Subscriber*> found;
      trie.collect(name, found);
      EXPECT_EQ(sorted(found), sorted(expected)) << name;
    }
    for (std::size_t left = all.size() * 2 / 3; all.size() > left;) {
      const std::size_t place = random() % all.size();
      trie.remove(all[place]->filter, *all[place]);
      all.erase(all.begin() + static_cast<std::ptrdiff_t>(place));
    }
  }
  for (const auto& one : all) trie.remove(one->filter, *one);
  EXPECT_TRUE(trie.empty()) << "a level nobody wants any more stays behind";
}

TEST(FilterTrie, TellsSubscribersOfOneFilterApart) {
  Subscriber first("a/+");
  Subscriber second("a/+");
  FilterTrie<Subscriber> trie;
  trie.add(first.filter, first);
  trie.add(second.filter, second);
  trie.remove(first.filter, first);
  std::vector<Subscriber*> found;
  trie.collect("a/b", found);
  EXPECT_EQ(found, (std::vector<Subscriber*>{&second}));
}

}  // namespace
}  // namespace serinus::broker
