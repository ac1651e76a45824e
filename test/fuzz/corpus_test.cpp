#include "target.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>

namespace serinus::fuzz {

void PrintTo(const Target& target, std::ostream* out) {
  *out << target.name();
}

namespace {

std::vector<std::filesystem::path> filesOf(const Target& target) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(FUZZ_CORPUS) / target.name())) {
    files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::string contentOf(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

class ATarget : public testing::TestWithParam<Target> {};

TEST_P(ATarget, FindsNoFaultInWhatWasKept) {
  const std::vector<std::filesystem::path> files = filesOf(GetParam());
  ASSERT_FALSE(files.empty());
  for (const std::filesystem::path& file : files) {
    SCOPED_TRACE(file.filename());
    EXPECT_NO_THROW(GetParam().run(contentOf(file)));
  }
}

TEST_P(ATarget, TakesAnEmptyInput) {
  EXPECT_NO_THROW(GetParam().run(""));
}

INSTANTIATE_TEST_SUITE_P(Fuzzed, ATarget, testing::ValuesIn(Target::all()),
                         [](const auto& row) { return std::string(row.param.name()); });

}  // namespace
}  // namespace serinus::fuzz
