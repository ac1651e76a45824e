#pragma once

#include "shared/page_files.hpp"

namespace notes {

/// Serves the page.
class PageController : public samples::PageFiles {
public:
  PageController();
};

}  // namespace notes
