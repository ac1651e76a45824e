#pragma once

#include <serinus/base/clock.hpp>
#include <serinus/broker/topic_filter.hpp>

#include <optional>
#include <string>
#include <utility>

namespace serinus {

/// What a subscriber wants of a topic. By default every event from now on.
class TopicRequest {
public:
  TopicRequest() noexcept {}

  /// What follows the event with this cursor, by the subscriber's own account: text that is not trusted. What cannot be
  /// given any more is told by a reset. An empty text is no cursor.
  TopicRequest& since(std::string cursor) & {
    since_ = std::move(cursor);
    return *this;
  }
  TopicRequest&& since(std::string cursor) && { return std::move(since(std::move(cursor))); }

  /// Events of these names alone.
  TopicRequest& filter(TopicFilter wanted) & {
    filter_ = std::move(wanted);
    return *this;
  }
  TopicRequest&& filter(TopicFilter wanted) && { return std::move(filter(std::move(wanted))); }

  /// At most one delivery in this time, of all that has happened: of a conflated topic the latest of each key.
  TopicRequest& every(Duration time) & noexcept {
    every_ = time;
    return *this;
  }
  TopicRequest&& every(Duration time) && noexcept { return std::move(every(time)); }

  /// Whose cursors these are; those of another user are not honoured. Contexts say it themselves.
  TopicRequest& user(std::string id) & {
    user_ = std::move(id);
    return *this;
  }
  TopicRequest&& user(std::string id) && { return std::move(user(std::move(id))); }

  /// Who is subscribing, where nobody has said which user it is: for `TopicOptions::presence` alone. Contexts say the
  /// client's id themselves.
  TopicRequest& client(std::string id) & {
    client_ = std::move(id);
    return *this;
  }
  TopicRequest&& client(std::string id) && { return std::move(client(std::move(id))); }

  [[nodiscard]] const std::string& since() const noexcept { return since_; }
  [[nodiscard]] const TopicFilter& filter() const noexcept { return filter_; }
  [[nodiscard]] Duration every() const noexcept { return every_; }
  [[nodiscard]] const std::string& user() const noexcept { return user_; }
  [[nodiscard]] const std::string& client() const noexcept { return client_; }

private:
  std::string since_;
  TopicFilter filter_;
  Duration every_{};
  std::string user_;
  std::string client_;
};

}  // namespace serinus
