#include <json/parser_memory.hpp>
#include <serinus/json/read.hpp>

#include <string>

namespace serinus::json::binding {

namespace {

std::string below(std::string_view root, const std::string& path) {
  return std::string(root) + path.substr(1);  // behind `$`
}

std::optional<ReadFault> readWith(ParserMemory& memory, std::string_view text, const ReadOptions& options,
                                  ReadFunction read, void* object) {
  const std::optional<JsonFault> syntax = memory.parse(text, options.limits, PathStyle::steps);
  if (syntax) {
    return ReadFault(FaultKind::syntax, below(options.path, syntax->path()),
                     std::string(serinus::text(syntax->reason())), syntax->offset());
  }
  Reader reader(options.unknownFields);
  if (read(reader, memory.root(), object) && reader.faultCount() == 0) return std::nullopt;
  return reader.fault(options.path, text);
}

/// The thread's own memory, unless it is in use: a codec may read a text inside of a text.
class Lease {
public:
  Lease() {
    thread_local ParserMemory kept;
    if (!isLent) memory_ = &kept;
    isLent = true;
  }
  ~Lease() {
    if (memory_ == nullptr) return;
    memory_->shrink();
    isLent = false;
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  [[nodiscard]] ParserMemory& memory() { return memory_ != nullptr ? *memory_ : own_.emplace(); }

private:
  static thread_local bool isLent;
  ParserMemory* memory_ = nullptr;
  std::optional<ParserMemory> own_;
};

thread_local bool Lease::isLent = false;

}  // namespace

std::optional<ReadFault> readText(std::string_view text, const ReadOptions& options, ReadFunction read, void* object) {
  Lease lease;
  return readWith(lease.memory(), text, options, read, object);
}

std::optional<ReadFault> readValue(JsonValue value, const ReadOptions& options, ReadFunction read, bool mayBeMissing,
                                   void* object) {
  Reader reader(options.unknownFields);
  if (!value.exists()) {
    if (mayBeMissing) return std::nullopt;
    reader.fail("is missing");
    return reader.fault(options.path, std::nullopt);
  }
  if (read(reader, value, object) && reader.faultCount() == 0) return std::nullopt;
  return reader.fault(options.path, std::nullopt);
}

}  // namespace serinus::json::binding
