// A server for test suites that know nothing of Serinus.
#include "roles.hpp"

#include <iostream>
#include <map>

int main(int count, char** arguments) {
  const conformance::Options options = conformance::parse(count, arguments);
  const std::map<std::string, serinus::Application (*)(const conformance::Options&)> roles = {
      {"echo", conformance::echoRole},   {"attack", conformance::attackRole},     {"http", conformance::httpRole},
      {"bench", conformance::benchRole}, {"recovery", conformance::recoveryRole}, {"topics", conformance::topicsRole},
      {"wpt", conformance::wptRole},     {"tls", conformance::tlsRole},           {"behind", conformance::behindRole},
  };
  const auto role = roles.find(options.role);
  if (role == roles.end()) {
    std::cerr << "there is no role \"" << options.role
              << "\"; roles: echo, attack, behind, http, bench, recovery, tls, topics, wpt\n";
    return 2;
  }
  try {
    serinus::Application app = role->second(options);
    app.start();
    std::cout << "listening on 127.0.0.1:" << app.port() << std::endl;
    return app.run();
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
