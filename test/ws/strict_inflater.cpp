#include "strict_inflater.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace serinus::ws {

/// Takes bits off a payload. Behind its end it gives zeros and remembers that it did.
class StrictInflater::Reader {
public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] unsigned bits(unsigned count) {
    unsigned value = 0;
    for (unsigned i = 0; i < count; ++i) value |= bit() << i;
    return value;
  }
  void toByte() { at_ = (at_ + 7) / 8 * 8; }
  [[nodiscard]] bool ended() const { return at_ == 8 * bytes_.size(); }
  [[nodiscard]] bool exceeded() const { return at_ > 8 * bytes_.size(); }

private:
  unsigned bit() {
    const std::size_t at = at_++;
    return at / 8 < bytes_.size() ? static_cast<unsigned char>(bytes_[at / 8]) >> at % 8 & 1U : 0U;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
};

/// A Huffman code by the lengths of its words (RFC 1951, 3.2.2).
struct StrictInflater::Codes {
  explicit Codes(const std::vector<unsigned>& lengths) {
    for (const unsigned length : lengths) ++counts[length];
    counts[0] = 0;
    for (unsigned length = 1; length < counts.size(); ++length) {
      for (unsigned symbol = 0; symbol < lengths.size(); ++symbol) {
        if (lengths[symbol] == length) symbols.push_back(symbol);
      }
    }
  }

  /// Nothing for a word that the code does not have.
  [[nodiscard]] std::optional<unsigned> decode(Reader& in) const {
    unsigned word = 0, first = 0, index = 0;
    for (unsigned length = 1; length < counts.size(); ++length) {
      word = word << 1 | in.bits(1);
      if (word - first < counts[length]) return symbols[index + word - first];
      index += counts[length];
      first = (first + counts[length]) << 1;
    }
    return std::nullopt;
  }

  std::array<unsigned, 16> counts{};
  std::vector<unsigned> symbols;
};

std::optional<std::string> StrictInflater::inflate(std::string_view payload) {
  if (payload.empty()) return std::nullopt;
  if (!takeover_) history_.clear();
  const std::size_t start = history_.size();
  const std::string whole = std::string(payload).append("\0\0\xFF\xFF", 4);
  Reader in(whole);
  while (!in.ended()) {
    if (!block(in)) return std::nullopt;
  }
  return history_.substr(start);
}

bool StrictInflater::block(Reader& in) {
  const bool last = in.bits(1) != 0;
  const unsigned type = in.bits(2);
  if (last) return false;  // ours are flushed, not finished
  if (type == 0) return storedBlock(in);
  if (type == 3) return false;
  if (type == 1) {
    std::vector<unsigned> lengths(288, 8);
    for (std::size_t i = 144; i < 256; ++i) lengths[i] = 9;
    for (std::size_t i = 256; i < 280; ++i) lengths[i] = 7;
    return compressedBlock(in, Codes(lengths), Codes(std::vector<unsigned>(30, 5)));
  }
  const unsigned literals = in.bits(5) + 257, distances = in.bits(5) + 1, words = in.bits(4) + 4;
  constexpr std::array<std::size_t, 19> order{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  std::vector<unsigned> lengths(19);
  for (std::size_t i = 0; i < words; ++i) lengths[order[i]] = in.bits(3);
  const Codes code(lengths);
  lengths.clear();
  while (lengths.size() < literals + distances) {
    const auto symbol = code.decode(in);
    if (!symbol || in.exceeded() || (*symbol == 16 && lengths.empty())) return false;
    if (*symbol < 16) lengths.push_back(*symbol);
    if (*symbol == 16) lengths.insert(lengths.end(), 3 + in.bits(2), lengths.back());
    if (*symbol == 17) lengths.insert(lengths.end(), 3 + in.bits(3), 0);
    if (*symbol == 18) lengths.insert(lengths.end(), 11 + in.bits(7), 0);
  }
  if (lengths.size() > literals + distances || lengths[256] == 0) return false;
  const auto border = lengths.begin() + literals;
  return compressedBlock(in, Codes({lengths.begin(), border}), Codes({border, lengths.end()}));
}

bool StrictInflater::storedBlock(Reader& in) {
  in.toByte();
  const unsigned length = in.bits(16), complement = in.bits(16);
  if ((length ^ complement) != 0xFFFF) return false;
  for (unsigned i = 0; i < length; ++i) history_ += static_cast<char>(in.bits(8));
  return !in.exceeded();
}

bool StrictInflater::compressedBlock(Reader& in, const Codes& literals, const Codes& distances) {
  while (!in.exceeded()) {
    const auto symbol = literals.decode(in);
    if (!symbol || *symbol > 285) return false;
    if (*symbol == 256) return !in.exceeded();
    if (*symbol < 256) {
      history_ += static_cast<char>(*symbol);
      continue;
    }
    const unsigned kind = *symbol - 257;  // RFC 1951, 3.2.5: four lengths for each number of extra bits
    const unsigned extra = kind < 8 || kind == 28 ? 0 : kind / 4 - 1;
    const unsigned base = kind < 8 ? kind + 3 : kind == 28 ? 258 : ((4 + kind % 4) << extra) + 3;
    const unsigned length = base + in.bits(extra);
    const auto far = distances.decode(in);
    if (!far || *far > 29) return false;
    const unsigned farExtra = *far < 4 ? 0 : *far / 2 - 1;
    const std::size_t distance = (*far < 4 ? *far + 1 : ((2 + *far % 2) << farExtra) + 1) + in.bits(farExtra);
    farthest_ = std::max(farthest_, distance);
    if (distance > window_ || distance > history_.size()) return false;
    for (unsigned i = 0; i < length; ++i) history_ += history_[history_.size() - distance];
  }
  return false;
}

}  // namespace serinus::ws
