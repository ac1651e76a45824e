#pragma once

#include "pipeline/finish_answer.hpp"

#include <serinus/http/request.hpp>
#include <serinus/http/response.hpp>
#include <serinus/pipeline/compression.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace serinus::pipeline {

/// Compresses answers, in two steps: between them the answer may turn out to have no body (304).
class Compressor {
public:
  /// @throws as `Compression`
  explicit Compressor(CompressionOptions options);

  /// Chooses the coding and changes the fields to it. @returns nothing when the answer is sent as it is: its fields
  /// still say that it could have been coded
  [[nodiscard]] std::optional<std::string_view> announce(const Request& request, Response& response,
                                                         Coding allowed = Coding::asWanted) const;

  /// Codes the body as was announced; a HEAD gets one that is never made.
  void code(Response& response, std::string_view coding, Method method) const;

private:
  [[nodiscard]] bool mayCode(const Response& response) const;

  CompressionOptions options_;
  std::vector<std::string_view> offered_;  // constants
};

}  // namespace serinus::pipeline
