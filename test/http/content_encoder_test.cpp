#include "http/content_encoder.hpp"

#include "support/decoded.hpp"

#include <gtest/gtest.h>

namespace serinus::http {
namespace {

using Flush = ContentEncoder::Flush;

class ZlibCoding : public testing::TestWithParam<std::string_view> {};
INSTANTIATE_TEST_SUITE_P(Rfc9110Section841, ZlibCoding, testing::Values(gzipCoding, deflateCoding),
                         [](const auto& row) { return std::string(row.param); });

TEST_P(ZlibCoding, IsReadBack) {
  for (const std::size_t size : {0U, 1U, 16U * 1024U - 1, 16U * 1024U, 300'000U}) {
    const std::string text = test::proseOf(size);
    const auto encoder = makeEncoder(GetParam());
    ASSERT_NE(encoder, nullptr);
    std::string coded;
    encoder->append(coded, asBytes(text), Flush::no);
    encoder->finish(coded);
    const test::Decoded back = test::decoded(GetParam(), coded);
    EXPECT_TRUE(back.isWhole) << size;
    EXPECT_EQ(back.text, text) << size;
    if (size > 10'000) {
      EXPECT_LT(coded.size(), size / 2);
    }
  }
}

TEST_P(ZlibCoding, IsReadBackFromAnyTwoPieces) {
  const std::string text = test::proseOf(200);
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    const auto encoder = makeEncoder(GetParam());
    std::string coded;
    encoder->append(coded, asBytes(text.substr(0, cut)), Flush::yes);
    if (cut > 0) {
      EXPECT_EQ(test::decoded(GetParam(), coded).text, text.substr(0, cut)) << "what was flushed is there";
    }
    encoder->append(coded, asBytes(text.substr(cut)), Flush::no);
    encoder->finish(coded);
    const test::Decoded back = test::decoded(GetParam(), coded);
    EXPECT_TRUE(back.isWhole && back.text == text) << cut;
  }
}

TEST_P(ZlibCoding, IsTheSameForTheSameBody) {
  std::string first;
  std::string second;
  for (std::string* const out : {&first, &second}) {
    const auto encoder = makeEncoder(GetParam());
    encoder->append(*out, asBytes(test::proseOf(5000)), Flush::no);
    encoder->finish(*out);
  }
  EXPECT_EQ(first, second);
}

TEST_P(ZlibCoding, TriesAsHardAsItIsTold) {
  std::string fast;
  std::string small;
  for (const auto& [out, level] : {std::pair(&fast, 1), {&small, 9}}) {
    const auto encoder = makeEncoder(GetParam(), {.zlib = level});
    encoder->append(*out, asBytes(test::proseOf(50'000)), Flush::no);
    encoder->finish(*out);
  }
  EXPECT_LT(small.size(), fast.size());
}

TEST(ContentEncoder, KnowsNoOthers) {
  for (const std::string_view name : {"", "identity", "GZIP", "x-gzip", "compress", "zstd"})
    EXPECT_EQ(makeEncoder(name), nullptr) << name;
}

}  // namespace
}  // namespace serinus::http
