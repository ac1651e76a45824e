#include "pipeline/form_collector.hpp"

#include <serinus/base/utf8.hpp>
#include <serinus/http/http_exception.hpp>

#include <utility>
#include <variant>

namespace serinus::pipeline {

namespace {

[[noreturn]] void refuse(const http::Fault& fault) {
  if (fault.excess != http::Excess::none) throw FormTooLargeException(fault.reason, fault.excess);
  throw HttpException(fault.status, std::string(fault.reason));
}

}  // namespace

void FormCollector::add(std::string_view piece) {
  while (true) {
    const http::FormParser::Step step = parser_.parse(piece);
    piece.remove_prefix(step.consumed);
    if (std::holds_alternative<http::NeedMore>(step.event)) return;
    if (std::holds_alternative<http::PartBegin>(step.event)) begin(parser_.part());
    if (const auto* data = std::get_if<http::PartData>(&step.event)) append(data->data);
    if (std::holds_alternative<http::PartEnd>(step.event)) end();
    if (const auto* fault = std::get_if<http::Fault>(&step.event)) refuse(*fault);
  }
}

void FormCollector::begin(const http::FormPart& part) {
  if (part.filename) {
    file_.emplace(part.name, *part.filename, part.contentType);
    if (memoryLeft_ == 0) file_->moveToDisk();
    return;
  }
  name_ = part.name;
  text_.clear();
}

void FormCollector::append(std::string_view data) {
  if (!file_) {
    if (data.size() > textLeft_)
      throw FormTooLargeException("the text of the form is too large", http::Excess::formText);
    textLeft_ -= data.size();
    text_.append(data);
    return;
  }
  if (file_->isInMemory() && data.size() > memoryLeft_) {
    memoryLeft_ += static_cast<std::size_t>(file_->size());
    file_->moveToDisk();
  }
  if (file_->isInMemory()) memoryLeft_ -= data.size();
  file_->append(data);
}

void FormCollector::end() {
  if (file_) {
    // A file input that was left alone sends an empty file without a name.
    if (!file_->filename().empty() || file_->size() > 0) form_.add(std::move(*file_));
    file_.reset();
    return;
  }
  if (!isUtf8(asBytes(text_))) throw BadRequestException("form." + name_ + ": is no text in UTF-8");
  form_.add(std::move(name_), std::move(text_));
}

Multipart FormCollector::finish() {
  if (const auto fault = parser_.finish()) refuse(*fault);
  return std::move(form_);
}

}  // namespace serinus::pipeline
