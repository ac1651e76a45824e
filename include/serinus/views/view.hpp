#pragma once

#include <serinus/http/response.hpp>
#include <serinus/json/write.hpp>
#include <serinus/pipeline/context.hpp>
#include <serinus/views/view_engine.hpp>

#include <string>
#include <utility>

namespace serinus {

/// A page as the answer of a handler, made by the application's `ViewEngine`:
///
///     on(Route::get("/notes"), [this] { return View("notes/list", NotesPage{"Notes", notes_}); });
class View {
public:
  /// A template that wants no data.
  explicit View(std::string name) : name_(std::move(name)), data_("{}") {}

  /// @param data  whatever `json::write` takes; its fields are the names in the template
  template <class T>
  View(std::string name, const T& data) : name_(std::move(name)), data_(json::write(data)) {}

  View& status(Status status) & {
    status_ = status;
    return *this;
  }
  View&& status(Status status) && { return std::move(this->status(status)); }

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// As JSON.
  [[nodiscard]] const std::string& data() const noexcept { return data_; }

  /// @throws std::logic_error  when the controller's module sees no `ViewEngine`; and what `ViewEngine::render` throws
  [[nodiscard]] Response toResponse(const Context& context) &&;

private:
  std::string name_;
  std::string data_;
  Status status_ = Status::ok;
};

}  // namespace serinus
