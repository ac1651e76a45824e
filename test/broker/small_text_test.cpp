#include <serinus/broker/small_text.hpp>

#include <string>

namespace serinus::broker {
namespace {

TEST(SmallText, IsTheTextOnBothSidesOfItsBorder) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, SmallText::longestInside - 1, SmallText::longestInside,
                                 SmallText::longestInside + 1, std::size_t{10'000}}) {
    std::string text(size, 'x');
    if (size > 0) text.back() = 'y';
    const SmallText kept(text);
    EXPECT_EQ(kept.view(), text) << size;
    EXPECT_EQ(kept.size(), size);
  }
}

}  // namespace
}  // namespace serinus::broker
