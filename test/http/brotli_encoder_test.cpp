#include "http/content_encoder.hpp"

#include "support/decoded.hpp"

#include <brotli/decode.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace serinus::http {
namespace {

/// What there is so far of a coded text; nothing when it is none.
std::optional<test::Decoded> unbrotlied(std::string_view bytes) {
  BrotliDecoderState* const state = BrotliDecoderCreateInstance(nullptr, nullptr, nullptr);
  std::size_t left = bytes.size();
  const auto* next = reinterpret_cast<const std::uint8_t*>(bytes.data());
  test::Decoded decoded;
  BrotliDecoderResult result = BROTLI_DECODER_RESULT_SUCCESS;
  do {
    std::size_t noRoom = 0;
    result = BrotliDecoderDecompressStream(state, &left, &next, &noRoom, nullptr, nullptr);
    std::size_t made = 0;
    const std::uint8_t* const text = BrotliDecoderTakeOutput(state, &made);
    decoded.text.append(reinterpret_cast<const char*>(text), made);
  } while (result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT);
  decoded.isWhole = result == BROTLI_DECODER_RESULT_SUCCESS && left == 0;
  BrotliDecoderDestroyInstance(state);
  if (result == BROTLI_DECODER_RESULT_ERROR) return std::nullopt;
  return decoded;
}

TEST(BrotliCoding, IsReadBackWholeAndInPieces) {
  for (const std::size_t size : {0U, 1U, 200U, 300'000U}) {
    const std::string text = test::proseOf(size);
    for (const std::size_t cut : {std::size_t{0}, size / 3, size}) {
      const auto encoder = makeEncoder(brotliCoding);
      ASSERT_NE(encoder, nullptr);
      std::string coded;
      encoder->append(coded, asBytes(text.substr(0, cut)), ContentEncoder::Flush::yes);
      const auto early = unbrotlied(coded);
      ASSERT_TRUE(early);
      EXPECT_EQ(early->text, text.substr(0, cut)) << "what was flushed is there";
      encoder->append(coded, asBytes(text.substr(cut)), ContentEncoder::Flush::no);
      encoder->finish(coded);
      const auto back = unbrotlied(coded);
      ASSERT_TRUE(back);
      EXPECT_TRUE(back->isWhole && back->text == text) << size << ' ' << cut;
    }
  }
}

}  // namespace
}  // namespace serinus::http
