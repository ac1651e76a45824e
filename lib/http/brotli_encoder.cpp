#include "http/content_encoder.hpp"

#include <brotli/encode.h>

#include <cstdint>
#include <new>

namespace serinus::http {

namespace {

// 256 KiB to refer back to. The encoder's own default, 4 MiB, would be kept for each answer under way.
constexpr std::uint32_t windowBits = 18;

class BrotliEncoder final : public ContentEncoder {
public:
  explicit BrotliEncoder(int level) : state_(BrotliEncoderCreateInstance(nullptr, nullptr, nullptr)) {
    if (state_ == nullptr) throw std::bad_alloc();
    BrotliEncoderSetParameter(state_.get(), BROTLI_PARAM_QUALITY, static_cast<std::uint32_t>(level));
    BrotliEncoderSetParameter(state_.get(), BROTLI_PARAM_LGWIN, windowBits);
  }

  void append(std::string& out, ByteView piece, Flush flush) override {
    run(out, piece, flush == Flush::yes ? BROTLI_OPERATION_FLUSH : BROTLI_OPERATION_PROCESS);
  }

  void finish(std::string& out) override { run(out, {}, BROTLI_OPERATION_FINISH); }

private:
  void run(std::string& out, ByteView piece, BrotliEncoderOperation operation) {
    std::size_t left = piece.size();
    const auto* next = reinterpret_cast<const std::uint8_t*>(piece.data());
    do {
      std::size_t noRoom = 0;  // it keeps what it made until that is taken
      const BROTLI_BOOL done =
          BrotliEncoderCompressStream(state_.get(), operation, &left, &next, &noRoom, nullptr, nullptr);
      if (done == BROTLI_FALSE) throw std::bad_alloc();
      std::size_t made = 0;
      const std::uint8_t* const bytes = BrotliEncoderTakeOutput(state_.get(), &made);
      out.append(reinterpret_cast<const char*>(bytes), made);
    } while (left > 0 || BrotliEncoderHasMoreOutput(state_.get()) == BROTLI_TRUE);
  }

  struct End {
    void operator()(BrotliEncoderState* state) const noexcept { BrotliEncoderDestroyInstance(state); }
  };
  std::unique_ptr<BrotliEncoderState, End> state_;
};

}  // namespace

std::unique_ptr<ContentEncoder> makeBrotliEncoder(int level) {
  return std::make_unique<BrotliEncoder>(level);
}

}  // namespace serinus::http
