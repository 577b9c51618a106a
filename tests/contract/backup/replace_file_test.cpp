#include "adapters/files/replace_file.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "support/temporary_folder.hpp"

namespace insightflow::files {
namespace {

namespace fs = std::filesystem;

class ReplaceFile : public ::testing::Test {
protected:
    fs::path put(const std::string& name, const std::string& text) {
        std::ofstream(folder_.path() / name) << text;
        return folder_.path() / name;
    }
    std::string content(const std::string& name) {
        std::ostringstream out;
        out << std::ifstream(folder_.path() / name).rdbuf();
        return out.str();
    }
    Result<void> replace() {
        return replace_file(folder_.path() / "fresh", folder_.path() / "current", folder_.path() / "kept");
    }

    insightflow::testing::TemporaryFolder folder_{};
};

TEST_F(ReplaceFile, TheOldOneIsKept) {
    put("fresh", "new");
    put("current", "old");
    ASSERT_TRUE(replace());
    EXPECT_EQ(content("current"), "new");
    EXPECT_EQ(content("kept"), "old");
    EXPECT_FALSE(fs::exists(folder_.path() / "fresh"));
}

TEST_F(ReplaceFile, WhereThereIsNoneTheNewOneTakesTheName) {
    put("fresh", "new");
    ASSERT_TRUE(replace());
    EXPECT_EQ(content("current"), "new");
    EXPECT_FALSE(fs::exists(folder_.path() / "kept"));
}

TEST_F(ReplaceFile, NothingThatIsKeptIsOverwritten) {
    put("fresh", "new");
    put("current", "old");
    put("kept", "older");
    EXPECT_EQ(replace().error().code, ErrorCode::conflict);
    EXPECT_EQ(content("current"), "old");
    EXPECT_EQ(content("kept"), "older");
    EXPECT_EQ(content("fresh"), "new");
}

TEST_F(ReplaceFile, WithoutANewOneTheOldOneStays) {
    put("current", "old");
    EXPECT_FALSE(replace());
    EXPECT_EQ(content("current"), "old");
    EXPECT_FALSE(fs::exists(folder_.path() / "kept"));
}

}  // namespace
}  // namespace insightflow::files
