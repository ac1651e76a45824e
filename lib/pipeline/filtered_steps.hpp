#pragma once

#include <serinus/pipeline/route_filter.hpp>
#include <serinus/pipeline/step_list.hpp>

#include <memory>

namespace serinus::pipeline {

/// Adds steps that do nothing for requests that the filter does not take: for routes of which it takes some only.
void addFiltered(const Steps& steps, const std::shared_ptr<const RouteFilter>& filter, Steps& into);

}  // namespace serinus::pipeline
