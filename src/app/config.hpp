// Settings of `insightflow serve`. Flags win over the environment, the environment over the defaults; every
// variable NAME may instead be given as NAME_FILE, a file that holds the value.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "domain/base/result.hpp"
#include "http/core/server.hpp"

namespace insightflow::app {

struct ListenAddress {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;
    bool is_loopback() const;
};

enum class LogLevel { debug, info, warning, error };

struct ServeConfig {
    std::filesystem::path data_dir = "insightflow-data";
    ListenAddress listen{};
    LogLevel log_level = LogLevel::info;
    std::optional<std::string> api_key{};
    bool demo = false;
    bool insecure_listen = false;  // the clear, beyond the loopback
    http::ServerConfig http{};     // all but address and port, which are `listen`
};

// What the command line gave; absent where a flag was not used.
struct ServeFlags {
    std::optional<std::string> data_dir{};
    std::optional<std::string> listen{};
    std::optional<std::string> log_level{};
    std::optional<std::string> connections_per_client{};
    std::optional<std::string> rate_limit{};
    std::optional<std::string> cors_origins{};
    std::optional<std::string> tls_cert{};
    std::optional<std::string> tls_key{};
    bool insecure_listen = false;
    bool demo = false;
};

using Environment = std::function<std::optional<std::string>(const std::string& name)>;

// Every setting that cannot be understood is named in the error's faults, with the place it came from.
Result<ServeConfig> read_config(const ServeFlags& flags, const Environment& environment);

// "127.0.0.1:8080", "[::1]:8080", "0.0.0.0:80".
std::optional<ListenAddress> parse_listen(std::string_view text);

}  // namespace insightflow::app
