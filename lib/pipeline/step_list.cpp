#include <serinus/pipeline/step_list.hpp>

#include <utility>

namespace serinus {

void StepList::add(Doors doors, std::string name, Find find) {
  declared_.push_back(Declared{doors, std::move(name), std::move(find)});
}

std::vector<std::string> StepList::resolve(Door door, const di::ServiceScope& services, pipeline::Steps& steps) const {
  std::vector<std::string> missing;
  for (const Declared& declared : declared_) {
    if (declared.doors.has(door) && !declared.find(services, steps)) missing.push_back(declared.name);
  }
  return missing;
}

}  // namespace serinus
