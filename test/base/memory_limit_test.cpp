#include "base/memory_limit.hpp"

#include "support/temp_directory.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace serinus {
namespace {

using Limit = std::optional<std::uint64_t>;

/// A system made of files.
struct System {
  std::string name;
  std::map<std::string, std::string> files;
  Limit limit;
};
class ASystem : public testing::TestWithParam<System> {};

TEST_P(ASystem, AllowsTheLeastThatItSays) {
  const test::TempDirectory root;
  for (const auto& [path, text] : GetParam().files) root.write(path, text);
  EXPECT_EQ(memoryLimit(root.text()), GetParam().limit);
}

const std::string groups = "proc/self/cgroup", memory = "proc/meminfo";
const std::string v2 = "sys/fs/cgroup/", v1 = "sys/fs/cgroup/memory/";
const std::string of8GiB = "MemTotal:        8388608 kB\nMemFree:         1048576 kB\n";
constexpr std::uint64_t GiB = 1024 * 1024 * 1024;

INSTANTIATE_TEST_SUITE_P(
    , ASystem,
    testing::Values(
        System{"WithoutAnything", {}, std::nullopt}, System{"WithoutGroups", {{memory, of8GiB}}, 8 * GiB},
        System{"WithoutAMachine", {{groups, "0::/a\n"}, {v2 + "a/memory.max", "1048576\n"}}, 1048576},
        System{"WithAMachineThatSaysNothing", {{memory, "MemFree:         1048576 kB\n"}}, std::nullopt},
        System{"WithAMachineThatSaysNoNumber", {{memory, "MemTotal: much\n"}}, std::nullopt},
        System{"OfVersionTwo", {{groups, "0::/a\n"}, {v2 + "a/memory.max", "1073741824\n"}, {memory, of8GiB}}, GiB},
        System{"WhoseMachineHasLess",
               {{groups, "0::/a\n"}, {v2 + "a/memory.max", "9663676416\n"}, {memory, of8GiB}},
               8 * GiB},
        System{"WithoutALimit", {{groups, "0::/a\n"}, {v2 + "a/memory.max", "max\n"}, {memory, of8GiB}}, 8 * GiB},
        System{"WhereTheGroupAboveAllowsLess",
               {{groups, "0::/a/b/c\n"},
                {v2 + "a/memory.max", "1000000\n"},
                {v2 + "a/b/memory.max", "max\n"},
                {v2 + "a/b/c/memory.max", "2000000\n"}},
               1000000},
        System{"WhereTheGroupItselfAllowsLess",
               {{groups, "0::/a/b\n"}, {v2 + "a/memory.max", "2000000\n"}, {v2 + "a/b/memory.max", "1000000\n"}},
               1000000},
        System{"WhereAGroupBesideAllowsLess",
               {{groups, "0::/a\n"}, {v2 + "a/memory.max", "2000000\n"}, {v2 + "b/memory.max", "1000000\n"}},
               2000000},
        System{"InAContainer", {{groups, "0::/\n"}, {v2 + "memory.max", "1000000\n"}}, 1000000},
        System{"InAContainerThatTellsThePathOutside",
               {{groups, "0::/../../outside\n"}, {v2 + "memory.max", "1000000\n"}},
               1000000},
        System{"WithAColonInTheName", {{groups, "0::/a:b\n"}, {v2 + "a:b/memory.max", "1000000\n"}}, 1000000},
        System{"OfVersionOne",
               {{groups, "5:devices:/d\n4:memory:/a\n0::/\n"}, {v1 + "a/memory.limit_in_bytes", "1000000\n"}},
               1000000},
        System{"OfVersionOneWithControllersTogether",
               {{groups, "4:cpu,memory,pids:/a\n"}, {v1 + "a/memory.limit_in_bytes", "1000000\n"}},
               1000000},
        System{"OfVersionOneWithoutALimit",
               {{groups, "4:memory:/a\n"}, {v1 + "a/memory.limit_in_bytes", "9223372036854771712\n"}, {memory, of8GiB}},
               8 * GiB},
        System{"OfVersionOneInAContainer",
               {{groups, "4:memory:/docker/1f\n"}, {v1 + "memory.limit_in_bytes", "1000000\n"}, {memory, of8GiB}},
               1000000},
        System{"OfVersionOneWhereTheGroupAboveAllowsLess",
               {{groups, "4:memory:/a/b\n"},
                {v1 + "a/memory.limit_in_bytes", "1000000\n"},
                {v1 + "a/b/memory.limit_in_bytes", "2000000\n"}},
               1000000},
        System{"OfBothVersions",
               {{groups, "4:memory:/a\n0::/b\n"},
                {v1 + "a/memory.limit_in_bytes", "2000000\n"},
                {v2 + "unified/b/memory.max", "1000000\n"}},
               1000000},
        System{"WhoseOtherControllersAreNotMemory",
               {{groups, "4:hugememory,memory2:/a\n"}, {v1 + "a/memory.limit_in_bytes", "1000000\n"}},
               std::nullopt},
        System{"WithLinesThatAreNone", {{groups, "\n:\nmemory\n0:\n"}, {memory, of8GiB}}, 8 * GiB}),
    [](const auto& row) { return row.param.name; });

TEST(ThisSystem, SaysWhatItAllows) {
  const Limit limit = memoryLimit();
  ASSERT_TRUE(limit);
  EXPECT_GT(*limit, std::uint64_t{64} * 1024 * 1024);
}

}  // namespace
}  // namespace serinus
