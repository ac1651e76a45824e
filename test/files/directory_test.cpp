#include "files/directory.hpp"

#include "support/temp_directory.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <system_error>

namespace serinus::files {
namespace {

namespace fs = std::filesystem;
using Kernel = Directory::Kernel;
using Links = Directory::Links;

class DirectoryTest : public testing::TestWithParam<Kernel> {
protected:
  DirectoryTest() {
    outside.write("secret.txt", "secret");
    root.write("a.txt", "file");
    root.write("sub/b.txt", "longer");
    fs::create_symlink("a.txt", root.path() / "near.txt");
    fs::create_directory_symlink("sub", root.path() / "nearsub");
    fs::create_symlink(outside.path() / "secret.txt", root.path() / "far.txt");
    fs::create_directory_symlink(outside.path(), root.path() / "farsub");
    fs::create_symlink(root.path() / "a.txt", root.path() / "absolute.txt");
    fs::create_symlink("../" + outside.path().filename().string() + "/secret.txt", root.path() / "up.txt");
    fs::create_symlink("loop.txt", root.path() / "loop.txt");
  }

  /// `file 4`, `directory`, `other`, or `none`.
  std::string shown(const std::string& path, Links links = Links::within) const {
    const Directory directory(root.path(), links, GetParam());
    const std::optional<OpenFile> file = directory.open(path);
    if (!file) return "none";
    if (file->kind() == OpenFile::Kind::directory) return "directory";
    return file->kind() == OpenFile::Kind::other ? "other" : "file " + std::to_string(file->size());
  }

  test::TempDirectory root;
  test::TempDirectory outside;
};

INSTANTIATE_TEST_SUITE_P(Kernels, DirectoryTest, testing::Values(Kernel::asFound, Kernel::old), [](const auto& row) {
  return row.param == Kernel::old ? std::string("WithoutOpenat2") : std::string("AsFound");
});

TEST_P(DirectoryTest, OpensWhatItHas) {
  EXPECT_EQ(shown("a.txt"), "file 4");
  EXPECT_EQ(shown("sub/b.txt"), "file 6");
  EXPECT_EQ(shown("sub"), "directory");
  EXPECT_EQ(shown(""), "directory");
  for (const char* const path : {"no", "sub/no", "no/no", "a.txt/b", "a.txt/"}) EXPECT_EQ(shown(path), "none") << path;
  EXPECT_EQ(shown(std::string(300, 'a')), "none");
}

TEST_P(DirectoryTest, OpensNothingOutside) {
  for (const Links links : {Links::within, Links::refused}) {
    for (const char* const path : {"far.txt", "farsub", "farsub/secret.txt", "absolute.txt", "up.txt", "loop.txt", "..",
                                   "../", "sub/../../x", "sub/../a.txt/..", "/etc/passwd"})
      EXPECT_EQ(shown(path, links), "none") << path;
    const std::string outsideByName = "../" + outside.path().filename().string() + "/secret.txt";
    EXPECT_EQ(shown(outsideByName, links), "none");
    EXPECT_EQ(shown("sub/../" + outsideByName, links), "none");
  }
}

TEST_P(DirectoryTest, FollowsLinksWithinWhereThatIsWanted) {
  const bool follows = GetParam() == Kernel::asFound;
  EXPECT_EQ(shown("near.txt", Links::within), follows ? "file 4" : "none");
  EXPECT_EQ(shown("nearsub/b.txt", Links::within), follows ? "file 6" : "none");
  EXPECT_EQ(shown("near.txt", Links::refused), "none");
  EXPECT_EQ(shown("nearsub/b.txt", Links::refused), "none");
}

TEST_P(DirectoryTest, WaitsForNoPipe) {
  ASSERT_EQ(::mkfifo((root.path() / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(shown("pipe"), "other");
}

TEST_P(DirectoryTest, SaysWhenItWasModified) {
  const Directory directory(root.path(), Links::within, GetParam());
  const std::optional<OpenFile> file = directory.open("a.txt");
  ASSERT_TRUE(file);
  const auto age = std::chrono::system_clock::now() - file->modified();
  EXPECT_GE(age, std::chrono::minutes(59));
  EXPECT_LE(age, std::chrono::minutes(70));
}

TEST(Directory, ThatIsNoneIsSaid) {
  const test::TempDirectory root;
  root.write("a.txt", "file");
  for (const char* const name : {"no", "a.txt"}) {
    try {
      const Directory directory(root.path() / name, Links::within);
      FAIL() << name;
    } catch (const std::system_error& error) {
      EXPECT_NE(std::string(error.what()).find(name), std::string::npos) << error.what();
    }
  }
}

TEST(Directory, HasFilesThatItMayNotRead) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const test::TempDirectory root;
  fs::permissions(root.write("a.txt", "file"), fs::perms::none);
  EXPECT_FALSE(Directory(root.path(), Links::within).open("a.txt"));
}

}  // namespace
}  // namespace serinus::files
