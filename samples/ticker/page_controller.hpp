#pragma once

#include <serinus/serinus.hpp>

namespace ticker {

/// Serves the page, which is compiled in.
class PageController : public serinus::Controller {
public:
  PageController();
};

}  // namespace ticker
