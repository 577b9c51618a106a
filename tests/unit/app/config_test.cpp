#include "app/config.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

namespace insightflow::app {
namespace {

Environment environment(std::map<std::string, std::string> variables) {
    return [variables](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
    };
}

std::string file_with(const std::string& name, const std::string& text) {
    const std::string path = testing::TempDir() + name;
    std::ofstream(path) << text;
    return path;
}

TEST(ReadConfig, HasSensibleDefaults) {
    const auto config = read_config({}, environment({}));
    ASSERT_TRUE(config);
    EXPECT_EQ(config->listen.address, "127.0.0.1");
    EXPECT_EQ(config->listen.port, 8080);
    EXPECT_TRUE(config->listen.is_loopback());
    EXPECT_FALSE(config->api_key);
    EXPECT_FALSE(config->demo);
}

TEST(ReadConfig, FlagsWinOverTheEnvironment) {
    ServeFlags flags;
    flags.listen = "0.0.0.0:9000";
    flags.insecure_listen = true;
    const auto config = read_config(flags, environment({{"INSIGHTFLOW_LISTEN", "[::1]:1"},
                                                        {"INSIGHTFLOW_DATA_DIR", "/data"},
                                                        {"INSIGHTFLOW_LOG_LEVEL", "error"}}));
    ASSERT_TRUE(config);
    EXPECT_EQ(config->listen.address, "0.0.0.0");
    EXPECT_FALSE(config->listen.is_loopback());
    EXPECT_EQ(config->data_dir, "/data");
    EXPECT_EQ(config->log_level, LogLevel::error);
}

TEST(ReadConfig, EveryVariableMayComeFromAFile) {
    const auto config =
        read_config({}, environment({{"API_KEY_FILE", file_with("key", "secret123\r\n")},
                                     {"INSIGHTFLOW_LISTEN_FILE", file_with("listen", "[::1]:8081\n")}}));
    ASSERT_TRUE(config);
    EXPECT_EQ(config->api_key, "secret123");
    EXPECT_EQ(config->listen.address, "::1");
    EXPECT_TRUE(config->listen.is_loopback());
}

TEST(ReadConfig, TheShareOfAClientIsANumberWithinReason) {
    const auto share_of = [](const std::string& text) {
        return read_config({}, environment({{"INSIGHTFLOW_CONNECTIONS_PER_CLIENT", text}}));
    };
    EXPECT_EQ(share_of("4096")->http.limits.connections_per_client_max, 4096U);
    for (const std::string bad : {"0", "4097", "-1", "many", ""}) EXPECT_FALSE(share_of(bad)) << bad;
}

TEST(ReadConfig, TheRateIsPerSecondAndAnAddressHasATenth) {
    const auto config = read_config({}, environment({{"INSIGHTFLOW_RATE_LIMIT", "50"}}));
    EXPECT_EQ(config->http.rate_per_key.requests, 500U) << "in 10 s";
    EXPECT_EQ(config->http.rate_per_client.requests, 50U);
    const auto off = read_config({}, environment({{"INSIGHTFLOW_RATE_LIMIT", "0"}}));
    EXPECT_EQ(off->http.rate_per_key.requests, 0U);
    EXPECT_EQ(off->http.rate_per_client.requests, 0U);
    EXPECT_FALSE(read_config({}, environment({{"INSIGHTFLOW_RATE_LIMIT", "fast"}})));
}

TEST(ReadConfig, OriginsAreThoseThatBrowsersSend) {
    const auto origins_of = [](const std::string& text) {
        return read_config({}, environment({{"INSIGHTFLOW_CORS_ORIGINS", text}}));
    };
    EXPECT_EQ(origins_of("https://a.example, http://b.example:8080")->http.cors_origins,
              (std::vector<std::string>{"https://a.example", "http://b.example:8080"}));
    EXPECT_TRUE(origins_of("")->http.cors_origins.empty());
    for (const std::string bad :
         {"*", "null", "a.example", "https://a.example/", "https://", "ftp://a", "https://*.a"})
        EXPECT_FALSE(origins_of(bad)) << bad;
}

TEST(ReadConfig, OtherMachinesAreServedThroughTlsUnlessToldOtherwise) {
    const auto config_of = [](std::map<std::string, std::string> more) {
        more.emplace("INSIGHTFLOW_LISTEN", "0.0.0.0:1");
        return read_config({}, environment(more));
    };
    const auto refused = config_of({});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().faults[0].pointer, "--listen");
    EXPECT_TRUE(config_of({{"INSIGHTFLOW_INSECURE_LISTEN", "true"}}));
    EXPECT_FALSE(config_of({{"INSIGHTFLOW_INSECURE_LISTEN", "yes"}}));
    EXPECT_FALSE(config_of({{"INSIGHTFLOW_TLS_CERT", "c"}})) << "a certificate without its key";
    const auto tls = config_of({{"INSIGHTFLOW_TLS_CERT", "c"}, {"INSIGHTFLOW_TLS_KEY", "k"}});
    ASSERT_TRUE(tls);
    EXPECT_EQ(tls->http.tls->key, "k");
}

TEST(ReadConfig, NamesEverySettingThatIsWrongAtOnce) {
    ServeFlags flags;
    flags.log_level = "loud";
    flags.data_dir = "";
    const auto config = read_config(
        flags, environment({{"INSIGHTFLOW_LISTEN", "8080"}, {"API_KEY", "a"}, {"API_KEY_FILE", "b"}}));
    ASSERT_FALSE(config);
    ASSERT_EQ(config.error().faults.size(), 4u);
    EXPECT_EQ(config.error().faults[0].pointer, "--data-dir");
    EXPECT_EQ(config.error().faults[1].pointer, "INSIGHTFLOW_LISTEN");
    EXPECT_EQ(config.error().faults[2].pointer, "--log-level");
    EXPECT_EQ(config.error().faults[3].pointer, "API_KEY");
}

TEST(ReadConfig, AKeyMustNotBeEmptyAndItsFileMustBeReadable) {
    EXPECT_FALSE(read_config({}, environment({{"API_KEY", ""}})));
    EXPECT_FALSE(read_config({}, environment({{"API_KEY_FILE", testing::TempDir() + "no such file"}})));
}

TEST(ParseListen, WantsAnAddressAndAPort) {
    for (const std::string text : {"", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999",
                                   "127.0.0.1:80x", "::1:8080", "[::1:8080"})
        EXPECT_FALSE(parse_listen(text)) << text;
    EXPECT_EQ(parse_listen("127.0.0.1:0")->port, 0);
}

}  // namespace
}  // namespace insightflow::app
