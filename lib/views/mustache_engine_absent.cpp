// Stands in for mustache_engine.cpp in a library built without kainjow-mustache: whoever makes one is told so.
#include <serinus/views/mustache_engine.hpp>

#include <stdexcept>

namespace serinus {

struct MustacheEngine::Templates {};

MustacheEngine::MustacheEngine(ViewsOptions) {
  throw std::logic_error(
      "Mustache templates need kainjow-mustache, and Serinus was built without it: install it, or set the meson option "
      "views to enabled to hear why it was not found");
}
MustacheEngine::~MustacheEngine() = default;

// None can be made.
std::string MustacheEngine::render(std::string_view, std::string_view) const {
  return {};
}

}  // namespace serinus
