#pragma once

#include <serinus/serinus.hpp>

#include <span>
#include <string_view>

namespace samples {

/// A file of a page, which is compiled in.
struct PageFile {
  const char* path;
  std::string_view content;
  const char* type;
};
inline constexpr const char* html = "text/html; charset=utf-8";
inline constexpr const char* css = "text/css; charset=utf-8";
inline constexpr const char* javascript = "text/javascript; charset=utf-8";

/// Serves the files of a page, with a policy that lets no script of a stranger run in it.
class PageFiles : public serinus::Controller {
protected:
  /// @param files  stay where they are
  explicit PageFiles(std::span<const PageFile> files);
};

}  // namespace samples
