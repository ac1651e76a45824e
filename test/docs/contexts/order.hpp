#pragma once

// What the examples of docs/compilers.md speak of.
#include <serinus/serinus.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

struct Order {
  std::string id;
  int count;
};

struct Database {
  int load();
};

std::shared_ptr<Database> openDatabase();

serinus::Task<> save(Order order);
serinus::Task<std::string> nextId();
serinus::Task<bool> isReady();
serinus::Task<> run(std::function<int()> job);
serinus::Task<> sum(std::vector<int> numbers);
