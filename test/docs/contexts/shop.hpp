#pragma once

#include <serinus/serinus.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

/// What the guide's examples about modules speak of.
class Database {
public:
  explicit Database(std::string url) : url_(std::move(url)) {}
  static serinus::Task<std::unique_ptr<Database>> connect(std::string url);
  serinus::Task<> close();
  serinus::Task<std::string> findOrder(std::string id);

private:
  std::string url_;
};

class Mailer {
public:
  virtual ~Mailer() = default;
  virtual void send(std::string to, std::string text) = 0;
};
class SmtpMailer : public Mailer {
public:
  void send(std::string to, std::string text) override;
};

class OrderService {
public:
  OrderService(Database& database, serinus::Logger& logger);
  serinus::Task<std::string> find(std::string id);
};

struct Settings {
  std::string databaseUrl;
};
serinus::Task<Settings> readSettings(std::string host);

class DatabaseModule : public serinus::Module {
public:
  DatabaseModule(std::string name, std::string url);
};
class ShopModule : public serinus::Module {};
