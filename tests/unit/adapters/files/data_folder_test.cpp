#include "adapters/files/data_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <latch>
#include <thread>
#include <vector>

#include "adapters/files/published_address.hpp"
#include "support/temporary_folder.hpp"

namespace insightflow::files {
namespace {

using insightflow::testing::TemporaryFolder;

TEST(DataFolder, IsTakenForAsLongAsItIsOpen) {
    const TemporaryFolder temporary;
    const auto path = temporary.path() / "data";
    EXPECT_FALSE(DataFolder::is_taken(path));
    {
        const auto folder = DataFolder::open(path);
        ASSERT_TRUE(folder);
        EXPECT_TRUE(DataFolder::is_taken(path));
        const auto second = DataFolder::open(path);
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().code, ErrorCode::conflict);
        EXPECT_NE(second.error().message.find(std::to_string(getpid())), std::string::npos);
    }
    EXPECT_FALSE(DataFolder::is_taken(path));
}

TEST(DataFolder, SeveralThatMakeItAtOnceFindItMade) {
    const TemporaryFolder temporary;
    for (int round = 0; round < 30; ++round) {
        const auto path = temporary.path() / std::to_string(round);
        std::latch together(4);
        std::vector<std::jthread> openers;
        for (int i = 0; i < 4; ++i)
            openers.emplace_back([&] {
                together.arrive_and_wait();
                const auto folder = DataFolder::open(path);
                if (!folder) {
                    EXPECT_EQ(folder.error().code, ErrorCode::conflict) << folder.error().message;
                }
            });
    }
}

TEST(PublishedAddress, IsForItsOwnerAndGoesWithItsWriter) {
    const TemporaryFolder temporary;
    EXPECT_FALSE(published_address(temporary.path()));
    {
        const ServerPlace place{"https://127.0.0.1:1", "/etc/tls/cert.pem"};
        const auto published = PublishedAddress::write(temporary.path(), place);
        ASSERT_TRUE(published);
        EXPECT_EQ(published_address(temporary.path()), place);
        const auto mode = std::filesystem::status(temporary.path() / address_file_name).permissions();
        EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    }
    EXPECT_FALSE(published_address(temporary.path()));
}

TEST(PublishedAddress, OfAProcessThatWasKilledIsForgotten) {
    const TemporaryFolder temporary;
    std::ofstream(temporary.path() / address_file_name) << "http://127.0.0.1:1\n";
    const auto folder = DataFolder::open(temporary.path());
    ASSERT_TRUE(folder);
    EXPECT_FALSE(published_address(temporary.path()));
}

TEST(PublishedAddress, ThatCannotBeWrittenNamesItsFile) {
    const auto published = PublishedAddress::write("/no/such/folder", {"http://127.0.0.1:1", {}});
    ASSERT_FALSE(published);
    EXPECT_NE(published.error().message.find("/no/such/folder"), std::string::npos);
}

}  // namespace
}  // namespace insightflow::files
