#pragma once

#include <serinus/json/read.hpp>
#include <serinus/json/write.hpp>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace serinus::json {

/// What becomes of a text that is read as a `T` from a heap block of exactly its size: the value, written again, or the
/// message of the fault.
template <class T>
std::string outcome(std::string_view text, const ReadOptions& options = {}) {
  std::variant<T, ReadFault> result = [&] {
    const std::vector<char> exact(text.begin(), text.end());
    return tryRead<T>(std::string_view(exact.data(), exact.size()), options);
  }();
  const auto* fault = std::get_if<1>(&result);
  return fault != nullptr ? fault->message() : write(std::get<0>(result));
}

struct ReadRow {
  const char* name;
  std::string (*read)(std::string_view text);
  std::string text;
  std::string outcome;
};

/// `{"Name", as<int>, "1", "1"}`
template <class T>
std::string as(std::string_view text) {
  return outcome<T>(text);
}

}  // namespace serinus::json
