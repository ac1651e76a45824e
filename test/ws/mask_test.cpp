#include "exact_block.hpp"

#include <serinus/ws/mask.hpp>

#include <gtest/gtest.h>

namespace serinus::ws {
namespace {

std::string numbered(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 7 + 3);
  return bytes;
}

std::string maskedByteByByte(std::string bytes, MaskKey key, std::size_t offset) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>(bytes[i] ^ std::to_integer<char>(key[(i + offset) % 4]));
  }
  return bytes;
}

constexpr MaskKey key{std::byte{0x37}, std::byte{0xFA}, std::byte{0x21}, std::byte{0x3D}};

TEST(Unmask, ReadsTheExampleOfTheRfc) {  // RFC 6455, 5.7
  ExactBlock block(text({0x7F, 0x9F, 0x4D, 0x51, 0x58}));
  unmask(block.bytes(), key);
  EXPECT_EQ(asText(block.bytes()), "Hello");
}

TEST(Unmask, EqualsTheDefinitionForEveryLengthAndOffset) {
  for (std::size_t size = 0; size <= 257; ++size) {
    const std::string bytes = numbered(size);
    for (std::size_t offset = 0; offset < 64; ++offset) {
      ExactBlock block(bytes);
      unmask(block.bytes(), key, offset);
      ASSERT_EQ(asText(block.bytes()), maskedByteByByte(bytes, key, offset)) << size << " at " << offset;
    }
  }
}

TEST(Unmask, TouchesNothingBesideThePayloadWhereverThatBegins) {
  const std::string bytes = numbered(128);
  for (std::size_t begin = 0; begin < 64; ++begin) {
    for (std::size_t size = 0; size <= 64; ++size) {
      ExactBlock block(bytes);
      unmask(block.bytes().subspan(begin, size), key);
      const std::string expected =
          bytes.substr(0, begin) + maskedByteByByte(bytes.substr(begin, size), key, 0) + bytes.substr(begin + size);
      ASSERT_EQ(asText(block.bytes()), expected) << begin << " + " << size;
    }
  }
}

TEST(Unmask, SaysWhetherThereIsAnythingButAscii) {
  for (std::size_t size = 0; size <= 70; ++size) {
    std::string bytes(size, 'a');
    ExactBlock plain(maskedByteByByte(bytes, key, 0));
    ASSERT_TRUE(unmask(plain.bytes(), key));
    ASSERT_EQ(asText(plain.bytes()), bytes);
    for (std::size_t at = 0; at < size; ++at) {
      for (const char other : {'\x80', '\xFF', '\x7F'}) {
        bytes[at] = other;
        ExactBlock block(maskedByteByByte(bytes, key, 0));
        ASSERT_EQ(unmask(block.bytes(), key), other == '\x7F') << size << " at " << at;
        ASSERT_EQ(asText(block.bytes()), bytes);
      }
      bytes[at] = 'a';
    }
  }
}

TEST(Unmask, UndoesItselfInPieces) {
  const std::string bytes = numbered(100);
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    ExactBlock block(maskedByteByByte(bytes, key, 0));
    unmask(block.bytes().first(cut), key);
    unmask(block.bytes().subspan(cut), rotated(key, cut));
    ASSERT_EQ(asText(block.bytes()), bytes) << cut;
  }
}

}  // namespace
}  // namespace serinus::ws
