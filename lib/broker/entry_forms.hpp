#pragma once

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace serinus::broker {

/// What the subscribers of one loop have made of one event to send it: each kind once for all of them.
class EntryForms {
public:
  /// @param kind  an address that stands for what `make()` makes of this event, and for nothing else
  template <class Make>
  auto& get(const void* kind, Make&& make) {
    using Form = std::remove_cvref_t<std::invoke_result_t<Make&>>;
    const auto known = std::ranges::find(forms_, kind, &std::pair<const void*, std::shared_ptr<void>>::first);
    if (known != forms_.end()) return *static_cast<Form*>(known->second.get());
    auto made = std::make_shared<Form>(make());
    Form& form = *made;
    forms_.emplace_back(kind, std::move(made));
    return form;
  }

  /// For the next event.
  void clear() noexcept { forms_.clear(); }

private:
  std::vector<std::pair<const void*, std::shared_ptr<void>>> forms_;
};

}  // namespace serinus::broker
