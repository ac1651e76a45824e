#pragma once

#include <serinus/http/form_parser.hpp>
#include <serinus/pipeline/multipart.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace serinus::pipeline {

/// Makes a form of the pieces of its body.
class FormCollector {
public:
  FormCollector(std::string_view boundary, const http::FormLimits& limits)
      : parser_(boundary, limits), textLeft_(limits.maxText), memoryLeft_(limits.filesInMemory) {}

  /// @throws HttpException  what is wrong with it. @throws std::system_error  the disk takes no more
  void add(std::string_view piece);
  /// @throws HttpException  it is not complete
  [[nodiscard]] Multipart finish();

private:
  void begin(const http::FormPart& part);
  void append(std::string_view data);
  void end();

  http::FormParser parser_;
  Multipart form_;
  std::optional<UploadedFile> file_;  // the part under way, if it is one
  std::string name_;                  // of one that is none
  std::string text_;
  std::size_t textLeft_;
  std::size_t memoryLeft_;
};

}  // namespace serinus::pipeline
