#include "transport/outbox.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

namespace serinus::transport {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t referenceFrom = Outbox::referenceFrom;

std::vector<ByteView> piecesOf(const Outbox& out) {
  std::array<ByteView, 64> pieces;
  return {pieces.begin(), pieces.begin() + static_cast<std::ptrdiff_t>(out.pieces(pieces))};
}

std::string textOf(Outbox& out) {
  std::string all;
  while (!out.empty()) {
    const std::size_t before = all.size();
    for (const ByteView piece : piecesOf(out)) all += asText(piece);
    out.consume(all.size() - before);
  }
  return all;
}

TEST(Outbox, CopiesSmallThingsTogetherIntoOnePiece) {
  Outbox out;
  out.append("head "sv);
  out.append(SharedPayload::copy(asBytes("payload ")));
  out.append(std::string("string "));
  out.appendBorrowed(asBytes("borrowed"));
  EXPECT_EQ(out.size(), 28U);
  ASSERT_EQ(piecesOf(out).size(), 1U);
  EXPECT_EQ(textOf(out), "head payload string borrowed");
  EXPECT_TRUE(out.empty());
}

TEST(Outbox, AddsNothingForNothing) {
  Outbox out;
  out.append(""sv);
  out.append(SharedPayload());
  out.append(std::string());
  out.appendBorrowed({});
  EXPECT_TRUE(out.empty());
  EXPECT_TRUE(piecesOf(out).empty());
}

TEST(Outbox, FillsItsFrontThenOneChunkBeforeItBeginsAnother) {
  Outbox out;
  const std::string text(Outbox::frontSize + Outbox::chunkSize, 'x');
  out.append(std::string_view(text).substr(0, Outbox::frontSize));
  EXPECT_EQ(piecesOf(out).size(), 1U);
  out.append(std::string_view(text).substr(Outbox::frontSize));
  EXPECT_EQ(piecesOf(out).size(), 2U);
  out.append("y"sv);
  EXPECT_EQ(piecesOf(out).size(), 3U);
  EXPECT_EQ(textOf(out), text + "y");
}

TEST(Outbox, ReferencesASharedPayloadFromItsSizeOn) {
  const auto small = SharedPayload::copy(asBytes(std::string(Outbox::shareFrom - 1, 's')));
  const auto large = SharedPayload::copy(asBytes(std::string(Outbox::shareFrom, 'l')));
  Outbox out;
  out.append(small);
  out.append(large);
  const auto pieces = piecesOf(out);
  ASSERT_EQ(pieces.size(), 2U);
  EXPECT_NE(pieces[0].data(), small.view().data());
  EXPECT_EQ(pieces[1].data(), large.view().data());
}

TEST(Outbox, KeepsAPayloadAliveThatNobodyElseHolds) {
  Outbox out;
  out.append(SharedPayload::copy(asBytes(std::string(5000, 'p'))));
  EXPECT_EQ(textOf(out), std::string(5000, 'p'));
}

TEST(Outbox, TakesAStringOverFromItsSizeOn) {
  Outbox out;
  std::string large(referenceFrom, 'l');
  const void* const bytes = large.data();
  out.append(std::move(large));
  std::string small(referenceFrom - 1, 's');
  const void* const otherBytes = small.data();
  out.append(std::move(small));
  const auto pieces = piecesOf(out);
  ASSERT_EQ(pieces.size(), 2U);
  EXPECT_EQ(static_cast<const void*>(pieces[0].data()), bytes);
  EXPECT_NE(static_cast<const void*>(pieces[1].data()), otherBytes);
}

TEST(Outbox, WritesWhatIsLentFromWhereItLiesUntilItIsSettled) {
  Outbox out;
  std::string lent(referenceFrom, 'l');
  out.append("before "sv);
  out.appendBorrowed(asBytes(lent));
  out.append(" behind"sv);
  ASSERT_EQ(piecesOf(out).size(), 3U);
  EXPECT_EQ(static_cast<const void*>(piecesOf(out)[1].data()), lent.data());
  out.consume(7 + 10);
  out.settle();
  lent.assign(lent.size(), '!');
  EXPECT_EQ(textOf(out), std::string(referenceFrom - 10, 'l') + " behind");
}

TEST(Outbox, HasNothingToSettleWhenWhatWasLentIsWritten) {
  Outbox out;
  const std::string lent(referenceFrom, 'l');
  out.appendBorrowed(asBytes(lent));
  const auto kept = SharedPayload::copy(asBytes(std::string(referenceFrom, 'k')));
  out.append(kept);
  out.consume(referenceFrom);
  out.settle();
  EXPECT_EQ(piecesOf(out).at(0).data(), kept.view().data());
}

TEST(Outbox, GivesNoMorePiecesThanAreAskedFor) {
  Outbox out;
  const auto payload = SharedPayload::copy(asBytes(std::string(referenceFrom, 'p')));
  for (int i = 0; i < 65; ++i) out.append(payload);
  std::array<ByteView, 64> pieces;
  EXPECT_EQ(out.pieces(pieces), 64U);
  EXPECT_EQ(out.pieces(std::span(pieces).first(3)), 3U);
  EXPECT_EQ(textOf(out).size(), 65 * referenceFrom);
}

// Every way to write a queue of all kinds in two parts.
TEST(Outbox, GoesOnBehindAnyNumberOfWrittenBytes) {
  const auto fill = [](Outbox& out, const std::string& lent) {
    out.append("head"sv);
    out.append(SharedPayload::copy(asBytes(std::string(referenceFrom, 'p'))));
    out.append("middle"sv);
    out.append(std::string(referenceFrom + 1, 's'));
    out.appendBorrowed(asBytes(lent));
    out.append("end"sv);
  };
  const std::string lent(referenceFrom + 2, 'b');
  Outbox whole;
  fill(whole, lent);
  const std::string expected = textOf(whole);
  for (std::size_t written = 0; written <= expected.size(); ++written) {
    Outbox out;
    fill(out, lent);
    out.consume(written);
    ASSERT_EQ(out.size(), expected.size() - written);
    if (written % 2 == 0) out.settle();
    ASSERT_EQ(textOf(out), expected.substr(written)) << written;
  }
}

TEST(Outbox, MayBeFilledAgainAfterItWasEmptied) {
  Outbox out;
  out.append("one"sv);
  out.consume(3);
  out.append("two"sv);
  EXPECT_EQ(textOf(out), "two");
  out.append("three"sv);
  out.clear();
  EXPECT_TRUE(out.empty());
  out.append("four"sv);
  EXPECT_EQ(textOf(out), "four");
}

TEST(Outbox, KeepsNothingOfWhatItWroteThoughItNeverRunsEmpty) {
  Outbox out;
  const auto payload = SharedPayload::copy(asBytes(std::string(referenceFrom, 'p')));
  out.append(payload);
  std::string expected;
  for (int i = 0; i < 1000; ++i) {
    out.append(payload);
    out.append("x"sv);
    out.consume(referenceFrom);
    if (i > 0) out.consume(1);
  }
  EXPECT_EQ(out.size(), referenceFrom + 1);
  EXPECT_EQ(piecesOf(out).size(), 2U);
}

TEST(Outbox, KeepsTheOrderWhateverIsAppendedAndWritten) {
  std::mt19937 random(11);
  Outbox out;
  std::vector<std::string> lent;  // stays where it is until the next settle
  lent.reserve(10'000);
  std::string model;
  for (int i = 0; i < 10'000; ++i) {
    const std::size_t size = random() % 4 == 0 ? random() % 40'000 : random() % 100;
    std::string text(size, static_cast<char>('a' + i % 26));
    model += text;
    switch (random() % 4) {
      case 0:
        out.append(std::string_view(text));
        break;
      case 1:
        out.append(SharedPayload::copy(asBytes(text)));
        break;
      case 2:
        out.append(std::move(text));
        break;
      default:
        out.appendBorrowed(asBytes(lent.emplace_back(std::move(text))));
    }
    if (random() % 5 == 0) {
      out.settle();
      lent.clear();
    }
    ASSERT_EQ(out.size(), model.size());
    const auto pieces = piecesOf(out);
    std::size_t written = 0;
    for (const ByteView piece : pieces) {
      const std::size_t part = random() % 3 == 0 ? random() % (piece.size() + 1) : piece.size();
      ASSERT_EQ(asText(piece.first(part)), std::string_view(model).substr(written, part));
      written += part;
      if (part < piece.size()) break;
    }
    out.consume(written);
    model.erase(0, written);
  }
}

}  // namespace
}  // namespace serinus::transport
