#pragma once

#include <serinus/serinus.hpp>

namespace chat {

/// Serves the page, which is compiled in.
class PageController : public serinus::Controller {
public:
  PageController();
};

}  // namespace chat
