#pragma once

#include <serinus/serinus.hpp>

#include <filesystem>
#include <optional>
#include <string>

/// What the guide says of large bodies speaks of.
class SignedInGuard : public serinus::Guard {
public:
  serinus::Task<bool> canActivate(serinus::ExecutionContext&) override { co_return true; }
};
class Upload {
public:
  explicit Upload(std::string name);
  void write(std::string_view piece);
};
std::string randomName();
