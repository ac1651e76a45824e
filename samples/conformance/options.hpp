#pragma once

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace conformance {

/// `--port P --role ROLE [--threads N] [--per-address N] [--memory-budget BYTES]`; the role `tls` takes `--certificate
/// FILE` (with the key, once or more) and
/// `--authority FILE`, and `behind` takes `--proxy-protocol required` and `--certificate FILE`
struct Options {
  std::uint16_t port = 0;
  std::size_t threads = 1;
  std::size_t perAddress = 0;
  std::uint64_t memoryBudget = 0;
  std::string role = "echo";
  std::vector<std::string> certificates = {};
  std::string authority = {};
  bool proxyProtocol = false;
};

template <class Number>
Number numberOf(std::string_view name, std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size()) return number;
  std::cerr << name << " wants a number, not \"" << text << "\"\n";
  std::exit(2);
}

inline Options parse(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; i += 2) {
    const std::string_view name = arguments[i];
    const std::string_view value = i + 1 < count ? arguments[i + 1] : "";
    if (name == "--port") {
      options.port = numberOf<std::uint16_t>(name, value);
    } else if (name == "--threads") {
      options.threads = numberOf<std::size_t>(name, value);
    } else if (name == "--per-address") {
      options.perAddress = numberOf<std::size_t>(name, value);
    } else if (name == "--memory-budget") {
      options.memoryBudget = numberOf<std::uint64_t>(name, value);
    } else if (name == "--role") {
      options.role = value;
    } else if (name == "--certificate") {
      options.certificates.emplace_back(value);
    } else if (name == "--authority") {
      options.authority = value;
    } else if (name == "--proxy-protocol") {
      options.proxyProtocol = value == "required";
    } else {
      std::cerr << "unknown argument " << name
                << "; usage: conformance --port P --role echo|attack|behind|http|bench|recovery|tls|topics|wpt "
                   "[--threads N] [--per-address N] [--memory-budget BYTES]\n";
      std::exit(2);
    }
  }
  return options;
}

}  // namespace conformance
