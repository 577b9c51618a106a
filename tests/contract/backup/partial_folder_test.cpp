#include "adapters/files/partial_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "support/temporary_folder.hpp"

namespace insightflow::files {
namespace {

using insightflow::testing::TemporaryFolder;
namespace fs = std::filesystem;

std::size_t names_in(const fs::path& folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), {}));
}

TEST(PartialFolder, GetsItsNameWhenItIsWhole) {
    const TemporaryFolder folder;
    const fs::path parent = folder.path() / "a/b";
    auto partial = PartialFolder::make(parent).value();
    std::ofstream(partial.path() / "file") << "text";
    EXPECT_EQ(partial.finish("whole").value(), parent / "whole");
    EXPECT_TRUE(fs::exists(parent / "whole/file"));
    EXPECT_EQ(names_in(parent), 1u);
}

TEST(PartialFolder, LeavesNothingWhereItIsDropped) {
    const TemporaryFolder folder;
    {
        const auto partial = PartialFolder::make(folder.path()).value();
        std::ofstream(partial.path() / "file") << "text";
    }
    EXPECT_EQ(names_in(folder.path()), 0u);
}

TEST(PartialFolder, TakesNobodysName) {
    const TemporaryFolder folder;
    fs::create_directory(folder.path() / "taken");
    auto partial = PartialFolder::make(folder.path()).value();
    EXPECT_EQ(partial.finish("taken").error().code, ErrorCode::conflict);
    EXPECT_TRUE(fs::is_empty(folder.path() / "taken"));
}

TEST(PartialFolder, RemovesWhatADeadProcessLeftAndNothingElse) {
    const TemporaryFolder folder;
    for (const char* name : {".insightflow-999999999.partial", "films.partial", "whole"}) {
        fs::create_directory(folder.path() / name);
        std::ofstream(folder.path() / name / "file") << "text";
    }
    const auto partial = PartialFolder::make(folder.path()).value();
    EXPECT_FALSE(fs::exists(folder.path() / ".insightflow-999999999.partial"));
    EXPECT_TRUE(fs::exists(folder.path() / "films.partial/file"));
    EXPECT_TRUE(fs::exists(folder.path() / "whole/file"));
    // One that is worked on stays, whoever looks: here the same process does.
    EXPECT_FALSE(PartialFolder::make(folder.path()));
    EXPECT_TRUE(fs::exists(partial.path()));
}

}  // namespace
}  // namespace insightflow::files
