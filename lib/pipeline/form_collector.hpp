#pragma once

#include <serinus/http/form_parser.hpp>
#include <serinus/http/http_exception.hpp>
#include <serinus/pipeline/multipart.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace serinus::pipeline {

/// A form does not keep to one of its limits.
class FormTooLargeException : public PayloadTooLargeException {
public:
  FormTooLargeException(std::string_view reason, http::Excess excess)
      : PayloadTooLargeException(std::string(reason)), excess_(excess) {}
  [[nodiscard]] http::Excess excess() const noexcept { return excess_; }

private:
  http::Excess excess_;
};

/// Makes a form of the pieces of its body.
class FormCollector {
public:
  FormCollector(std::string_view boundary, const http::FormLimits& limits)
      : parser_(boundary, limits), textLeft_(limits.maxText), memoryLeft_(limits.filesInMemory) {}

  /// @throws FormTooLargeException  it is larger than it may be. @throws HttpException  what else is wrong with it
  /// @throws std::system_error  the disk takes no more
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
