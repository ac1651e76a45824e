#include "transport/pem_source.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace serinus::transport {

namespace {

constexpr std::size_t mostBytes = std::size_t{4} << 20;  // a bundle of all public authorities has a quarter of a MiB

struct CloseFile {
  void operator()(std::FILE* file) const noexcept { static_cast<void>(std::fclose(file)); }
};

/// @returns what went wrong, or nothing
std::string readFile(const std::string& path, std::string& into) {
  errno = 0;
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rbe"));
  if (file == nullptr) return std::strerror(errno);
  std::array<char, std::size_t{16} * 1024> part{};
  for (;;) {
    const std::size_t count = std::fread(part.data(), 1, part.size(), file.get());
    if (std::ferror(file.get()) != 0) return std::strerror(errno);
    into.append(part.data(), count);
    if (into.size() > mostBytes) return "it has more than 4 MiB";
    if (count < part.size()) return {};
  }
}

}  // namespace

std::optional<PemSource> readPem(const std::string& file, const std::string& text, const std::string& place,
                                 const std::string& option, const std::string& what, std::vector<std::string>& faults) {
  if (!file.empty() && !text.empty()) {
    faults.push_back(place + ": give " + option + "File or " + option + "Text, not both");
    return std::nullopt;
  }
  if (!text.empty()) return PemSource{text, option + "Text"};
  if (file.empty()) return std::nullopt;
  PemSource source{{}, '"' + file + '"'};
  const std::string fault = readFile(file, source.text);
  if (fault.empty()) return source;
  faults.push_back(place + ": cannot read the " + what + " " + source.name + ": " + fault);
  return std::nullopt;
}

}  // namespace serinus::transport
