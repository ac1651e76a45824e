#include <serinus/views/view.hpp>

#include <stdexcept>

namespace serinus {

Response View::toResponse(const Context& context) && {
  const ViewEngine* const engine = context.tryUse<ViewEngine>();
  if (engine == nullptr)
    throw std::logic_error("the view \"" + name_ +
                           "\" was answered by a controller whose module sees no ViewEngine: import ViewsModule, or "
                           "provide<ViewEngine, …>() one");
  return Response::html(engine->render(name_, data_)).status(status_);
}

}  // namespace serinus
