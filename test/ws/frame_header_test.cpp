#include "exact_block.hpp"

#include <serinus/ws/frame_header.hpp>

#include <gtest/gtest.h>

#include <ostream>

namespace serinus::ws {
namespace {

HeaderStep parse(std::string_view input, Role role = Role::server, Rsv1 rsv1 = Rsv1::refused) {
  ExactBlock block(input);
  return parseHeader(block.bytes(), role, rsv1);
}

// ---- Refusals, each as soon as the bytes prove it

struct Refused {
  const char* name;
  std::string input;  // one byte less must not be refused yet
  WsError error;
  Role role = Role::server;
};
std::ostream& operator<<(std::ostream& out, const Refused& row) {
  return out << row.name;
}

class RefusedHeader : public testing::TestWithParam<Refused> {};

TEST_P(RefusedHeader, NamesTheReasonAsSoonAsTheBytesProveIt) {
  const Refused& row = GetParam();
  for (std::size_t size = 0; size < row.input.size(); ++size) {
    EXPECT_TRUE(std::holds_alternative<HeaderNeeds>(parse(row.input.substr(0, size), row.role))) << size;
  }
  for (const std::string_view behind : {"", "\x01", "abcdefghijklmnop"}) {
    const HeaderStep step = parse(row.input + std::string(behind), row.role);
    ASSERT_TRUE(std::holds_alternative<WsError>(step)) << behind;
    EXPECT_EQ(describe(std::get<WsError>(step)), describe(row.error));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Rfc6455Section52, RefusedHeader,
    testing::Values(
        Refused{"Rsv1", text({0xC1, 0x80}), WsError::reservedBitSet},
        Refused{"Rsv2", text({0xA1, 0x80}), WsError::reservedBitSet},
        Refused{"Rsv3", text({0x91, 0x80}), WsError::reservedBitSet},
        Refused{"Rsv3OfAControlFrame", text({0x99, 0x80}), WsError::reservedBitSet},
        Refused{"Opcode3", text({0x83, 0x80}), WsError::reservedOpcode},
        Refused{"Opcode7", text({0x87, 0x80}), WsError::reservedOpcode},
        Refused{"OpcodeB", text({0x8B, 0x80}), WsError::reservedOpcode},
        Refused{"OpcodeF", text({0x8F, 0x80}), WsError::reservedOpcode},
        Refused{"FragmentedPing", text({0x09, 0x80}), WsError::fragmentedControl},
        Refused{"FragmentedPong", text({0x0A, 0x80}), WsError::fragmentedControl},
        Refused{"FragmentedClose", text({0x08, 0x80}), WsError::fragmentedControl},
        Refused{"PingOf126", text({0x89, 0xFE}), WsError::controlTooLong},
        Refused{"PongWithAnEightByteLength", text({0x8A, 0xFF}), WsError::controlTooLong},
        Refused{"CloseOf126", text({0x88, 0xFE}), WsError::controlTooLong},
        Refused{"UnmaskedText", text({0x81, 0x00}), WsError::unmaskedFrame},
        Refused{"UnmaskedPing", text({0x89, 0x05}), WsError::unmaskedFrame},
        Refused{"MaskedAtAClient", text({0x81, 0x80}), WsError::maskedFrame, Role::client},
        Refused{"TwoBytesFor0", text({0x81, 0xFE, 0, 0}), WsError::lengthNotMinimal},
        Refused{"TwoBytesFor125", text({0x81, 0xFE, 0, 125}), WsError::lengthNotMinimal},
        Refused{"TwoBytesFor125AtAClient", text({0x81, 126, 0, 125}), WsError::lengthNotMinimal, Role::client},
        Refused{"EightBytesFor0", text({0x81, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0}), WsError::lengthNotMinimal},
        Refused{"EightBytesFor125", text({0x81, 0xFF, 0, 0, 0, 0, 0, 0, 0, 125}), WsError::lengthNotMinimal},
        Refused{"EightBytesFor65535", text({0x81, 0xFF, 0, 0, 0, 0, 0, 0, 255, 255}), WsError::lengthNotMinimal},
        Refused{"TwoToThe63", text({0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0}), WsError::lengthTooLarge},
        Refused{"TwoToThe64Less1", text({0x82, 0xFF, 255, 255, 255, 255, 255, 255, 255, 255}),
                WsError::lengthTooLarge}),
    [](const auto& row) { return std::string(row.param.name); });

// ---- Heads on both sides of each boundary

struct Accepted {
  const char* name;
  std::string input;  // without the masking key, which the test adds for a server
  Opcode opcode;
  bool final;
  std::uint64_t length;
};
std::ostream& operator<<(std::ostream& out, const Accepted& row) {
  return out << row.name;
}

class AcceptedHeader : public testing::TestWithParam<Accepted> {};

void expectHeader(const Accepted& row, std::string_view input, Role role) {
  for (std::size_t size = 0; size < input.size(); ++size) {
    const HeaderStep step = parse(input.substr(0, size), role);
    const auto* needs = std::get_if<HeaderNeeds>(&step);
    ASSERT_NE(needs, nullptr) << size;
    EXPECT_EQ(needs->size, size < 2 ? 2 : input.size()) << size;
  }
  for (const std::string_view behind : {"", "x", "a payload"}) {
    const HeaderStep step = parse(std::string(input).append(behind), role);
    const auto* header = std::get_if<FrameHeader>(&step);
    ASSERT_NE(header, nullptr);
    EXPECT_EQ(header->opcode, row.opcode);
    EXPECT_EQ(header->final, row.final);
    EXPECT_EQ(header->length, row.length);
    EXPECT_EQ(header->size, input.size());
    EXPECT_FALSE(header->rsv1);
    EXPECT_EQ(header->key.has_value(), role == Role::server);
    if (header->key) {
      EXPECT_EQ(asText(*header->key), "\x11\x22\x33\x44");
    }
    EXPECT_EQ(asText(FrameHead(*header).bytes()), input) << "what is written is what was read";
  }
}

TEST_P(AcceptedHeader, IsReadByAServer) {
  std::string input = GetParam().input;
  input[1] = static_cast<char>(input[1] | 0x80);
  expectHeader(GetParam(), input + "\x11\x22\x33\x44", Role::server);
}

TEST_P(AcceptedHeader, IsReadByAClient) {
  const Accepted& row = GetParam();
  expectHeader(row, row.input, Role::client);
  EXPECT_EQ(asText(FrameHead(row.opcode, row.length, row.final).bytes()), row.input);
}

INSTANTIATE_TEST_SUITE_P(
    Rfc6455Section52, AcceptedHeader,
    testing::Values(Accepted{"EmptyText", text({0x81, 0}), Opcode::text, true, 0},
                    Accepted{"OneByteBinary", text({0x82, 1}), Opcode::binary, true, 1},
                    Accepted{"FirstFragment", text({0x01, 5}), Opcode::text, false, 5},
                    Accepted{"Continuation", text({0x00, 5}), Opcode::continuation, false, 5},
                    Accepted{"LastContinuation", text({0x80, 5}), Opcode::continuation, true, 5},
                    Accepted{"EmptyClose", text({0x88, 0}), Opcode::close, true, 0},
                    Accepted{"PingOf125", text({0x89, 125}), Opcode::ping, true, 125},
                    Accepted{"PongOf125", text({0x8A, 125}), Opcode::pong, true, 125},
                    Accepted{"TextOf125", text({0x81, 125}), Opcode::text, true, 125},
                    Accepted{"TextOf126", text({0x81, 126, 0, 126}), Opcode::text, true, 126},
                    Accepted{"TextOf127", text({0x81, 126, 0, 127}), Opcode::text, true, 127},
                    Accepted{"TextOf256", text({0x81, 126, 1, 0}), Opcode::text, true, 256},
                    Accepted{"TextOf32768", text({0x81, 126, 0x80, 0}), Opcode::text, true, 32768},
                    Accepted{"TextOf65535", text({0x81, 126, 255, 255}), Opcode::text, true, 65535},
                    Accepted{"TextOf65536", text({0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0}), Opcode::text, true, 65536},
                    Accepted{"BinaryOf2To32", text({0x82, 127, 0, 0, 0, 1, 0, 0, 0, 0}), Opcode::binary, true,
                             1ULL << 32},
                    Accepted{"BinaryOf2To63Less1", text({0x82, 127, 0x7F, 255, 255, 255, 255, 255, 255, 255}),
                             Opcode::binary, true, (1ULL << 63) - 1}),
    [](const auto& row) { return std::string(row.param.name); });

// ---- RSV1 with an extension

TEST(Rsv1OfAnExtension, IsReadOnTheFirstFrameOfAMessage) {
  for (const int first : {0xC1, 0xC2, 0x41, 0x42}) {
    const HeaderStep step = parse(text({first, 0x80, 1, 2, 3, 4}), Role::server, Rsv1::allowed);
    ASSERT_TRUE(std::holds_alternative<FrameHeader>(step)) << first;
    EXPECT_TRUE(std::get<FrameHeader>(step).rsv1);
    EXPECT_EQ(asText(FrameHead(std::get<FrameHeader>(step)).bytes()), text({first, 0x80, 1, 2, 3, 4}));
  }
}

TEST(Rsv1OfAnExtension, IsRefusedElsewhere) {
  for (const int first : {0xC0, 0x40, 0xC8, 0xC9, 0xCA, 0xE1, 0xD2}) {
    const HeaderStep step = parse(text({first, 0x80}), Role::server, Rsv1::allowed);
    ASSERT_TRUE(std::holds_alternative<WsError>(step)) << first;
    EXPECT_EQ(std::get<WsError>(step), WsError::reservedBitSet);
  }
}

// ---- All of them

TEST(EveryPairOfFirstBytes, IsReadAsTheTableOfTheRfcSays) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const int opcode = first & 0x0F;
      const bool known = opcode <= 2 || (opcode >= 8 && opcode <= 10);
      const bool controlIsWrong = opcode >= 8 && ((first & 0x80) == 0 || (second & 0x7F) > 125);
      const bool wrong = (first & 0x70) != 0 || !known || controlIsWrong || (second & 0x80) == 0;
      const HeaderStep step = parse(text({first, second}));
      ASSERT_EQ(std::holds_alternative<WsError>(step), wrong) << first << ' ' << second;
    }
  }
}

}  // namespace
}  // namespace serinus::ws
