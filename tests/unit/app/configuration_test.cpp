#include "app/configuration.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>

#include "app/config_page.hpp"

namespace insightflow::app {
namespace {

std::string file_with(const std::string& name, const std::string& text) {
    const std::string path = testing::TempDir() + name;
    std::ofstream(path) << text;
    return path;
}

ConfigSources sources(Variables environment, std::map<std::string, std::string> flags = {}) {
    ConfigSources out;
    out.environment = std::move(environment);
    out.flags = std::move(flags);
    return out;
}

Result<Configuration> with_file(const std::string& text, Variables environment = {}) {
    environment["INSIGHTFLOW_CONFIG"] = file_with("insightflow.toml", text);
    return read_configuration(sources(std::move(environment)));
}

std::vector<std::string> faults_of(const Result<Configuration>& configuration) {
    std::vector<std::string> out;
    if (!configuration)
        for (const Fault& fault : configuration.error().faults)
            out.push_back(fault.pointer.substr(fault.pointer.rfind('/') + 1) + ": " + fault.detail);
    return out;
}

TEST(Configuration, HasSensibleDefaults) {
    const auto configuration = read_configuration({});
    ASSERT_TRUE(configuration);
    const ServeConfig& config = configuration->values;
    EXPECT_EQ(config.data_dir, "insightflow-data");
    EXPECT_EQ(config.listen.text(), "127.0.0.1:8080");
    EXPECT_TRUE(config.listen.is_loopback());
    EXPECT_EQ(config.log_level, LogLevel::info);
    EXPECT_FALSE(config.api_key);
    EXPECT_FALSE(config.simulator.demo);
    EXPECT_FALSE(config.metrics_listen);
    for (const SettingValue& value : configuration->settings) EXPECT_EQ(value.place, "default");
}

TEST(Configuration, FlagsWinOverTheEnvironmentThatOverTheFile) {
    const std::string text = "listen = '[::1]:3'\nlog_level = 'debug'\n\ndata_dir = '/file'\n";
    auto given = sources({{"INSIGHTFLOW_CONFIG", file_with("order.toml", text)},
                          {"INSIGHTFLOW_LISTEN", "[::1]:2"},
                          {"INSIGHTFLOW_LOG_LEVEL", "error"},
                          {"INSIGHTFLOW_INSECURE_LISTEN", "true"}},
                         {{"listen", "0.0.0.0:1"}});
    const auto configuration = read_configuration(given);
    ASSERT_TRUE(configuration);
    EXPECT_EQ(configuration->values.listen.text(), "0.0.0.0:1");
    EXPECT_FALSE(configuration->values.listen.is_loopback());
    EXPECT_EQ(configuration->values.log_level, LogLevel::error);
    EXPECT_EQ(configuration->values.data_dir, "/file");
    EXPECT_EQ(configuration->place_of("listen"), "--listen");
    EXPECT_EQ(configuration->place_of("log_level"), "INSIGHTFLOW_LOG_LEVEL");
    EXPECT_TRUE(configuration->place_of("data_dir").ends_with("order.toml:4"));
}

TEST(Configuration, TheFileOfTheFlagWinsOverThatOfTheVariable) {
    auto given = sources({{"INSIGHTFLOW_CONFIG", "/no/such/file"}});
    given.file = file_with("flag.toml", "demo = true");
    const auto configuration = read_configuration(given);
    ASSERT_TRUE(configuration);
    EXPECT_TRUE(configuration->values.simulator.demo);
}

TEST(Configuration, EveryVariableMayComeFromAFile) {
    const auto configuration =
        read_configuration(sources({{"API_KEY_FILE", file_with("key", "secret123\r\n")},
                                    {"INSIGHTFLOW_LISTEN_FILE", file_with("listen", "[::1]:8081\n")}}));
    ASSERT_TRUE(configuration);
    EXPECT_EQ(configuration->values.api_key, "secret123");
    EXPECT_EQ(configuration->values.listen.address, "::1");
    EXPECT_EQ(configuration->place_of("api_key"), "API_KEY_FILE");
}

TEST(Configuration, NamesEverySettingThatIsWrongAtOnce) {
    const auto configuration =
        read_configuration(sources({{"INSIGHTFLOW_LISTEN", "8080"}, {"API_KEY", "a"}, {"API_KEY_FILE", "b"}},
                                   {{"log_level", "loud"}, {"data_dir", ""}, {"demo", "maybe"}}));
    EXPECT_EQ(faults_of(configuration),
              (std::vector<std::string>{
                  "--data-dir: must name a folder",
                  "INSIGHTFLOW_LISTEN: '8080' is not ADDRESS:PORT with an IP address, e.g. 127.0.0.1:8080",
                  "--log-level: 'loud' is not debug, info, warning or error",
                  "API_KEY: both API_KEY and API_KEY_FILE are set",
                  "--demo: 'maybe' is not true or false (nor yes, no, on, off, 1 or 0)"}));
}

TEST(Configuration, AKeyMustNotBeEmptyAndItsFileMustBeReadable) {
    EXPECT_FALSE(read_configuration(sources({{"API_KEY", ""}})));
    EXPECT_FALSE(read_configuration(sources({{"API_KEY_FILE", testing::TempDir() + "no such file"}})));
}

TEST(Configuration, AnUnknownNameInTheFileIsAnErrorWithItsLine) {
    EXPECT_EQ(
        faults_of(with_file("# ours\nlistn = '127.0.0.1:1'\ncolour = 'red'\n")),
        (std::vector<std::string>{"insightflow.toml:3: 'colour' is no setting",
                                  "insightflow.toml:2: 'listn' is no setting; did you mean 'listen'?"}));
}

TEST(Configuration, AFileThatCannotBeReadIsAnErrorWithItsPlace) {
    EXPECT_EQ(faults_of(with_file("demo = [true]")),
              std::vector<std::string>{
                  "insightflow.toml:1: demo must be a text, a whole number, or true or false"});
    const auto broken = faults_of(with_file("demo = true\nlisten = \n"));
    ASSERT_EQ(broken.size(), 1u);
    EXPECT_TRUE(broken[0].starts_with("insightflow.toml:2: ")) << broken[0];
    EXPECT_EQ(faults_of(with_file(std::string(70'000, '#'))),
              std::vector<std::string>{"insightflow.toml: is larger than 65536 bytes"});
    EXPECT_EQ(faults_of(read_configuration(sources({{"INSIGHTFLOW_CONFIG", "/no/such/file"}}))),
              std::vector<std::string>{"file: cannot be read: No such file or directory"});
}

TEST(Configuration, AWrongValueInTheFileIsNamedByItsLine) {
    const auto wrong = faults_of(with_file("\nlog_level = 5\n"));
    EXPECT_EQ(wrong, std::vector<std::string>{
                         "insightflow.toml:2: log_level: '5' is not debug, info, warning or error"});
}

TEST(Configuration, ASwitchIsGivenInAnyOfTheUsualWords) {
    for (const std::string yes : {"true", "TRUE", "1", "yes", "Yes", "on"}) {
        const auto told = read_configuration(sources({{"INSIGHTFLOW_DEMO", yes}}));
        ASSERT_TRUE(told) << yes;
        EXPECT_TRUE(told->values.simulator.demo) << yes;
        const auto written = with_file("insecure_listen = '" + yes + "'\n");
        ASSERT_TRUE(written) << yes;
        EXPECT_TRUE(written->values.insecure_listen) << yes;
    }
    for (const std::string no : {"false", "False", "0", "no", "NO", "off"}) {
        const auto told = read_configuration(sources({{"INSIGHTFLOW_DEMO", no}}));
        ASSERT_TRUE(told) << no;
        EXPECT_FALSE(told->values.simulator.demo) << no;
    }
    for (const std::string other : {"", "2", "y", "ja"})
        EXPECT_FALSE(read_configuration(sources({{"INSIGHTFLOW_DEMO", other}}))) << other;
}

TEST(Configuration, AWeakKeyIsNamedByItsPlaceAndNotRepeated) {
    const std::map<std::string, std::string> open{{"listen", "0.0.0.0:1"}, {"insecure_listen", "true"}};
    const std::string file = file_with("weak", "canary\n");
    const std::string why =
        "The API key is shorter than 16 characters, which is allowed only when listening on a loopback "
        "address (127.0.0.1 or ::1).";
    EXPECT_EQ(faults_of(read_configuration(sources({{"API_KEY", "canary"}}, open))),
              std::vector<std::string>{"API_KEY: " + why});
    EXPECT_EQ(faults_of(read_configuration(sources({{"API_KEY_FILE", file}}, open))),
              std::vector<std::string>{"API_KEY_FILE: " + why});
    EXPECT_EQ(faults_of(with_file("listen = '0.0.0.0:1'\ninsecure_listen = true\napi_key = 'canary'\n")),
              std::vector<std::string>{"insightflow.toml:3: api_key: " + why});
    EXPECT_EQ(faults_of(read_configuration(sources({{"API_KEY", "a b"}}))).size(), 1u);
}

TEST(Configuration, AnEmptyFileOfAValueIsSaidToBeEmpty) {
    const std::string file = file_with("empty", "");
    const auto faults_with = [](const std::string& path) {
        return faults_of(read_configuration(sources({{"API_KEY_FILE", path}})));
    };
    EXPECT_EQ(faults_with(file), std::vector<std::string>{"API_KEY_FILE: the file '" + file + "' is empty"});
    EXPECT_EQ(faults_with("/no/such/file"),
              std::vector<std::string>{"API_KEY_FILE: the file '/no/such/file' cannot be read"});
    EXPECT_EQ(faults_with(testing::TempDir()).size(), 1u);
    const std::string long_file = file_with("long", std::string(5000, 'k'));
    EXPECT_EQ(faults_with(long_file), std::vector<std::string>{"API_KEY_FILE: the first line of '" +
                                                               long_file + "' is longer than 4096 bytes"});
}

TEST(Configuration, TheMetricsHaveAPlaceOfTheirOwn) {
    const auto with = [](const std::string& listen, const std::string& metrics) {
        return read_configuration(
            sources({}, {{"listen", listen}, {"metrics_listen", metrics}, {"insecure_listen", "true"}}));
    };
    EXPECT_EQ(faults_of(with("127.0.0.1:1", "127.0.0.1:1")),
              std::vector<std::string>{
                  "--metrics-listen: '127.0.0.1:1' is taken by listen ('127.0.0.1:1'): choose another port"});
    EXPECT_FALSE(with("0.0.0.0:1", "127.0.0.1:1"));
    EXPECT_FALSE(with("127.0.0.1:1", "[::]:1"));
    EXPECT_TRUE(with("127.0.0.1:1", "127.0.0.1:2"));
    EXPECT_TRUE(with("127.0.0.1:1", "127.0.0.2:1"));
    EXPECT_TRUE(with("0.0.0.0:1", "[::1]:1"));
    EXPECT_TRUE(with("127.0.0.1:0", "127.0.0.1:0"));
}

TEST(Configuration, AnUnknownVariableOfOursIsAWarning) {
    const auto configuration =
        read_configuration(sources({{"INSIGHTFLOW_LISTN", "x"},
                                    {"INSIGHTFLOW_URL", "http://far"},
                                    {"INSIGHTFLOW_DEMO_FILE", file_with("demo", "true")},
                                    {"PATH", "/bin"}}));
    ASSERT_TRUE(configuration);
    EXPECT_EQ(
        configuration->warnings,
        (std::vector<Fault>{{"INSIGHTFLOW_LISTN", "is no setting; did you mean 'INSIGHTFLOW_LISTEN'?"}}));
}

TEST(Configuration, NoSecretIsEverShown) {
    const auto configuration =
        read_configuration(sources({{"API_KEY", "canary-1"},
                                    {"INSIGHTFLOW_SECRET_KEY", "canary-" + std::string(32, '2')},
                                    {"INSIGHTFLOW_METRICS_TOKEN", "canary-3"}}));
    ASSERT_TRUE(configuration);
    for (const SettingValue& value : configuration->settings) {
        EXPECT_EQ(value.shown().find("canary"), std::string::npos);
        if (value.setting->secret) {
            EXPECT_EQ(value.shown(), "***");
        }
    }
}

TEST(Settings, AreToldApartAndSecretsHaveNoFlag) {
    std::set<std::string> names;
    for (const Setting& setting : settings()) {
        EXPECT_TRUE(names.insert(setting.variable()).second);
        EXPECT_TRUE(names.insert(std::string(setting.name)).second);
        EXPECT_EQ(setting.flag().empty(), setting.secret) << setting.name;
        EXPECT_EQ(setting_named(setting.name), &setting);
        EXPECT_FALSE(setting.help.ends_with('.')) << setting.name;
    }
    EXPECT_EQ(setting_named("nothing"), nullptr);
}

TEST(ConfigurationPage, IsWhatTheTableSays) {
    const std::string path = CONFIGURATION_PAGE_FILE;
    if (std::getenv("INSIGHTFLOW_WRITE_GOLDEN")) std::ofstream(path) << configuration_page();
    std::ifstream file(path);
    const std::string written((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    EXPECT_EQ(written, configuration_page()) << "run `make golden`";
}

TEST(ParseListen, WantsAnAddressAndAPort) {
    for (const std::string text : {"", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999",
                                   "127.0.0.1:80x", "::1:8080", "[::1:8080"})
        EXPECT_FALSE(parse_listen(text)) << text;
    EXPECT_EQ(parse_listen("127.0.0.1:0")->port, 0);
}

TEST(Configuration, DataSourceFakeTurnsTheSimulatorOn) {
    const auto configuration =
        read_configuration(sources({{"DATA_SOURCE", "fake"},
                                    {"ENABLED_SOURCES", "meta,Google Ads,tiktok_ads,Facebook"},
                                    {"INSIGHTFLOW_SIMULATE_EVERY", "250ms"}}));
    ASSERT_TRUE(configuration);
    const SimulatorSettings& simulator = configuration->values.simulator;
    EXPECT_TRUE(simulator.live);
    EXPECT_EQ(simulator.platforms, (std::vector<std::string>{"meta_ads", "google_ads", "tiktok_ads"}));
    EXPECT_EQ(simulator.every, std::chrono::milliseconds{250});
    const auto empty = read_configuration(sources({{"DATA_SOURCE", ""}, {"ENABLED_SOURCES", ""}}));
    ASSERT_TRUE(empty);
    EXPECT_FALSE(empty->values.simulator.live);
    EXPECT_TRUE(empty->values.simulator.platforms.empty());
}

TEST(Configuration, ADataSourceThatThereIsNotIsRefusedWithThoseThatThereAre) {
    for (const std::string source : {"real", "Fake", "all"}) {
        const auto faults = faults_of(read_configuration(sources({{"DATA_SOURCE", source}})));
        ASSERT_EQ(faults.size(), 1u) << source;
        EXPECT_NE(faults[0].find("fake"), std::string::npos);
    }
    for (const std::string platforms : {"myspace", "meta,,google", "meta;google", " "}) {
        const auto faults = faults_of(read_configuration(sources({{"ENABLED_SOURCES", platforms}})));
        ASSERT_EQ(faults.size(), 1u) << platforms;
        EXPECT_NE(faults[0].find("linkedin"), std::string::npos);
    }
    for (const std::string every : {"2", "", "0s", "99ms", "3601s", "-5s", "99999999999999999999s", "2 s"})
        EXPECT_FALSE(read_configuration(sources({{"INSIGHTFLOW_SIMULATE_EVERY", every}}))) << every;
}

TEST(Configuration, ADemoMayEndOnAGivenDay) {
    const auto configuration =
        read_configuration(sources({}, {{"demo", "true"}, {"demo_end", "2026-10-31"}}));
    ASSERT_TRUE(configuration);
    EXPECT_EQ(configuration->values.simulator.demo_end, parse_day("2026-10-31"));
    EXPECT_FALSE(read_configuration(sources({}, {{"demo_end", "2026-10-32"}})));
}

TEST(Configuration, AShortSecretIsRefusedAndNotRepeated) {
    const auto faults = faults_of(read_configuration(sources({{"INSIGHTFLOW_SECRET_KEY", "changeme"}})));
    ASSERT_EQ(faults.size(), 1u);
    EXPECT_EQ(faults[0].find("changeme"), std::string::npos);
    EXPECT_TRUE(read_configuration(sources({{"INSIGHTFLOW_SECRET_KEY", std::string(32, 's')}})));
}

TEST(Configuration, HttpSettingsAreReadAndBounded) {
    const auto configuration = read_configuration(
        sources({{"INSIGHTFLOW_RATE_LIMIT", "50"}, {"INSIGHTFLOW_CONNECTIONS_PER_CLIENT", "7"}},
                {{"cors_origins", "https://a.example, http://b:8080"}}));
    ASSERT_TRUE(configuration);
    const http::ServerConfig& http = configuration->values.http;
    EXPECT_EQ(http.rate_per_key.requests, 500u);
    EXPECT_EQ(http.rate_per_client.requests, 50u);
    EXPECT_EQ(http.limits.connections_per_client_max, 7u);
    EXPECT_EQ(http.cors_origins, (std::vector<std::string>{"https://a.example", "http://b:8080"}));
    for (const char* text : {"", "-1", "many", "1000001"})
        EXPECT_FALSE(read_configuration(sources({{"INSIGHTFLOW_RATE_LIMIT", text}}))) << text;
    EXPECT_FALSE(read_configuration(sources({{"INSIGHTFLOW_CONNECTIONS_PER_CLIENT", "0"}})));
    for (const char* text : {"*", "null", "https://a.example/", "ftp://a", "https://a.example,,"})
        EXPECT_FALSE(read_configuration(sources({}, {{"cors_origins", text}}))) << text;
}

TEST(Configuration, TrustedProxiesAreAddressesAndNetworks) {
    const auto configuration =
        read_configuration(sources({{"INSIGHTFLOW_TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.7,fd00::/8"}}));
    ASSERT_TRUE(configuration);
    const auto& proxies = configuration->values.http.trusted_proxies;
    ASSERT_EQ(proxies.size(), 3u);
    EXPECT_TRUE(http::is_trusted(proxies, http::read_ip_address("10.1.2.3")));
    EXPECT_TRUE(http::is_trusted(proxies, http::read_ip_address("fd00::1")));
    EXPECT_FALSE(http::is_trusted(proxies, http::read_ip_address("192.0.2.8")));
    EXPECT_TRUE(read_configuration(sources({}))->values.http.trusted_proxies.empty());
    for (const char* text : {"*", "proxy.example", "10.0.0.1/8", "10.0.0.0/8,,::1"})
        EXPECT_FALSE(read_configuration(sources({}, {{"trusted_proxies", text}}))) << text;
}

TEST(Configuration, TheClearIsForTheMachineItselfUnlessTold) {
    const auto open = read_configuration(sources({{"INSIGHTFLOW_LISTEN", "0.0.0.0:8080"}}));
    ASSERT_EQ(faults_of(open).size(), 1u);
    EXPECT_NE(faults_of(open)[0].find("INSIGHTFLOW_LISTEN: other machines"), std::string::npos);
    EXPECT_TRUE(read_configuration(sources({}, {{"listen", "0.0.0.0:1"}, {"insecure_listen", "true"}})));
    EXPECT_TRUE(
        read_configuration(sources({}, {{"listen", "0.0.0.0:1"}, {"tls_cert", "c"}, {"tls_key", "k"}})));
    EXPECT_EQ(faults_of(read_configuration(sources({}, {{"tls_cert", "c"}}))).size(), 1u);
    EXPECT_EQ(faults_of(read_configuration(sources({}, {{"tls_key", "k"}}))).size(), 1u);
}

}  // namespace
}  // namespace insightflow::app
