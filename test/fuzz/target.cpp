#include "target.hpp"

namespace serinus::fuzz {

namespace {

std::vector<Target>& registered() {
  static std::vector<Target> targets;  // made when the first one comes, before main
  return targets;
}

}  // namespace

void require(bool holds, std::string_view promise) {
  if (!holds) throw Violation(std::string(promise));
}

void requireSame(std::string_view got, std::string_view wanted, std::string_view promise) {
  if (got == wanted) return;
  throw Violation(std::string(promise).append("\n  got:    ").append(got).append("\n  wanted: ").append(wanted));
}

Target::Target(std::string_view name, Run judge) : name_(name), run_(judge) {
  registered().push_back(*this);
}

const std::vector<Target>& Target::all() {
  return registered();
}

}  // namespace serinus::fuzz
