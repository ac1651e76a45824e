#pragma once

#include "shared/page_files.hpp"

namespace chat {

/// Serves the page.
class PageController : public samples::PageFiles {
public:
  PageController();
};

}  // namespace chat
