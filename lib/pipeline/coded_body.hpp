#pragma once

#include "http/content_encoder.hpp"

#include <serinus/pipeline/streamed.hpp>

#include <memory>
#include <string>

namespace serinus::pipeline {

/// A body that is coded while it is sent. The loop gets a turn after every 64 KiB of it.
class CodedBody final : public BodySource {
public:
  /// Every piece is flushed, so that what is known of the body at one end is known at the other.
  CodedBody(std::shared_ptr<BodySource> source, std::unique_ptr<http::ContentEncoder> encoder);
  /// One that lies in memory.
  CodedBody(std::string body, std::unique_ptr<http::ContentEncoder> encoder);

  [[nodiscard]] AsyncGenerator<std::string> take() override;

private:
  std::shared_ptr<BodySource> source_;  // null: `body_`
  std::string body_;
  std::unique_ptr<http::ContentEncoder> encoder_;
};

}  // namespace serinus::pipeline
