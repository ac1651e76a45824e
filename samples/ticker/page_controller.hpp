#pragma once

#include "shared/page_files.hpp"

namespace ticker {

/// Serves the page.
class PageController : public samples::PageFiles {
public:
  PageController();
};

}  // namespace ticker
