#include "cli/commands.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <random>

#include "cli/cli.hpp"
#include "domain/query/dimension.hpp"

namespace insightflow::cli {
namespace {

// Variables of the environment for one test.
class Environment : public ::testing::Test {
protected:
    void SetUp() override { TearDown(); }
    void TearDown() override {
        unsetenv("API_KEY");
        unsetenv("API_KEY_FILE");
    }
};

// A file that holds a key.
class KeyFile {
public:
    KeyFile()
        : path_(std::filesystem::temp_directory_path() /
                ("insightflow-key-" + std::to_string(std::random_device{}()))) {
        std::ofstream(path_) << "from_file\r\n";
    }
    ~KeyFile() { std::filesystem::remove(path_); }
    KeyFile(const KeyFile&) = delete;
    KeyFile& operator=(const KeyFile&) = delete;
    std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

std::string help_of(const std::string& command) {
    CLI::App app;
    int exit_code = 0;
    add_client_commands(app, exit_code, {});
    std::string help = app.get_subcommand(command)->help();
    for (std::size_t at = 0; at < help.size(); ++at) {
        if (help[at] == '\n') help[at] = ' ';
        while (help[at] == ' ' && at + 1 < help.size() && help[at + 1] <= ' ') help.erase(at + 1, 1);
    }
    return help;
}

ConnectionOptions to_url(const std::string& url) {
    ConnectionOptions options;
    options.url = url;
    return options;
}

// Options that name no URL, where looking for the folder's server finds what is given.
ConnectionOptions to_folder(std::optional<ServerAddress> found) {
    ConnectionOptions options;
    options.local_server = [found](const std::string&, NoServer) -> Attempt<std::optional<ServerAddress>> {
        return found;
    };
    return options;
}

TEST_F(Environment, AUrlWinsOverAFolderAndTheDefaultComesLast) {
    EXPECT_EQ(server_address(to_url("http://far:1//"))->url, "http://far:1");
    EXPECT_EQ(server_address(to_folder(ServerAddress{.url = "http://near:2"}))->url, "http://near:2");
    EXPECT_EQ(server_address(to_folder(std::nullopt))->url, default_url);
}

TEST_F(Environment, AServerOfThisProcessHasItsOwnKeyForThoseWhoGiveNone) {
    const auto own = to_folder(ServerAddress{.url = "http://own:3", .key = "own"});
    EXPECT_EQ(server_address(own)->key, "own");
    setenv("API_KEY", "of the environment", 1);
    EXPECT_EQ(server_address(own)->key, "of the environment");
}

TEST_F(Environment, AFolderThatCannotBeWorkedOnIsTheFailure) {
    ConnectionOptions options;
    options.data_dir = "there";
    options.local_server = [](const std::string& folder, NoServer) -> Attempt<std::optional<ServerAddress>> {
        return Failure{exit_unavailable, "not " + folder};
    };
    EXPECT_EQ(server_address(options).error().message, "not there");
}

TEST_F(Environment, TheKeyComesFromOnePlace) {
    const KeyFile file;
    const ConnectionOptions far = to_url("http://far:1");
    EXPECT_EQ(server_address(far)->key, "");
    setenv("API_KEY", "from_variable", 1);
    EXPECT_EQ(server_address(far)->key, "from_variable");
    setenv("API_KEY_FILE", file.path().c_str(), 1);
    const auto both = server_address(far);
    ASSERT_FALSE(both);
    EXPECT_EQ(both.error().exit_code, exit_usage);
    EXPECT_EQ(both.error().message, "both API_KEY and API_KEY_FILE are set");
    ConnectionOptions named = far;
    named.key_file = file.path();
    EXPECT_EQ(server_address(named)->key, "from_file");
    unsetenv("API_KEY");
    EXPECT_EQ(server_address(far)->key, "from_file");
    setenv("API_KEY_FILE", "/no/such/file", 1);
    EXPECT_EQ(server_address(far).error().exit_code, exit_io);
}

TEST(Help, QueryListsEveryDimension) {
    std::string names;
    for (const Dimension dimension : all_dimensions)
        names += (names.empty() ? "" : ", ") + std::string(name_of(dimension));
    EXPECT_NE(help_of("query").find(names), std::string::npos) << help_of("query");
}

TEST(Help, ImportSaysTheDefaultCurrency) {
    EXPECT_NE(help_of("import").find("rows that name none (default: the workspace's)"), std::string::npos)
        << help_of("import");
}

}  // namespace
}  // namespace insightflow::cli
