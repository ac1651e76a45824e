#include <serinus/gateway/to.hpp>

#include <serinus/gateway/web_socket_context.hpp>

namespace serinus {

To To::clients(std::vector<ClientId> ids) {
  To to(false);
  to.included_.clients = std::move(ids);
  return to;
}

To To::rooms(std::vector<std::string> names) {
  To to(false);
  to.included_.rooms = std::move(names);
  return to;
}

To To::users(std::vector<std::string> ids) {
  To to(false);
  to.included_.users = std::move(ids);
  return to;
}

To& To::alsoClient(ClientId id) & {
  included_.clients.push_back(id);
  return *this;
}

To& To::alsoRoom(std::string_view name) & {
  included_.rooms.emplace_back(name);
  return *this;
}

To& To::alsoUser(std::string_view id) & {
  included_.users.emplace_back(id);
  return *this;
}

To& To::except(ClientId id) & {
  excluded_.clients.push_back(id);
  return *this;
}

To& To::exceptRoom(std::string_view name) & {
  excluded_.rooms.emplace_back(name);
  return *this;
}

To& To::exceptUser(std::string_view id) & {
  excluded_.users.emplace_back(id);
  return *this;
}

To& To::andWhere(Predicate predicate) & {
  if (predicate_ != nullptr) {
    predicate = [first = predicate_, second = std::move(predicate)](const WebSocketContext& client) {
      return (*first)(client) && second(client);
    };
  }
  predicate_ = std::make_shared<const Predicate>(std::move(predicate));
  return *this;
}

}  // namespace serinus
