#include "sse_module/route_readers.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace serinus::sse_module {
namespace {

class Reader {
public:
  explicit Reader(std::string path) : path_(std::move(path)) {}
  [[nodiscard]] const std::string& routePath() const noexcept { return path_; }
  [[nodiscard]] std::uint32_t& routePlace() noexcept { return place_; }

private:
  std::string path_;
  std::uint32_t place_ = RouteReaders<Reader>::nowhere;
};

std::set<const Reader*> at(const RouteReaders<Reader>& readers, std::string_view path) {
  const auto found = readers.at(path);
  return {found.begin(), found.end()};
}

TEST(RouteReaders, AreFoundByTheirPath) {
  RouteReaders<Reader> readers;
  Reader one("/news");
  Reader two("/news");
  Reader other("/prices");
  for (Reader* const reader : {&one, &two, &other}) readers.add(*reader);
  EXPECT_EQ(at(readers, "/news"), (std::set<const Reader*>{&one, &two}));
  EXPECT_EQ(at(readers, "/prices"), (std::set<const Reader*>{&other}));
  EXPECT_TRUE(readers.at("/new").empty());
}

TEST(RouteReaders, GoInAnyOrderAndOnlyOnce) {
  for (std::size_t first = 0; first < 4; ++first) {
    RouteReaders<Reader> readers;
    std::vector<std::unique_ptr<Reader>> all;
    for (int i = 0; i < 4; ++i) readers.add(*all.emplace_back(std::make_unique<Reader>("/news")));
    std::set<const Reader*> left;
    for (const auto& reader : all) left.insert(reader.get());
    for (std::size_t i = 0; i < all.size(); ++i) {
      Reader& gone = *all[(first + i * 3) % all.size()];
      readers.remove(gone);
      readers.remove(gone);
      left.erase(&gone);
      EXPECT_EQ(at(readers, "/news"), left) << first << ' ' << i;
    }
  }
}

TEST(RouteReaders, TakeNoNoticeOfOneThatNeverCame) {
  RouteReaders<Reader> readers;
  Reader stranger("/news");
  readers.remove(stranger);
  EXPECT_TRUE(readers.at("/news").empty());
}

}  // namespace
}  // namespace serinus::sse_module
