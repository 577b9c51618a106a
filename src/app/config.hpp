// Values of the settings of `insightflow serve`. What each is called, means and may be: settings.cpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "app/simulator_settings.hpp"
#include "http/core/server.hpp"

namespace insightflow::app {

struct ListenAddress {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;
    bool is_loopback() const;
    // Whether only one of the two can be listened on: one port, and one address or one that is any address.
    bool takes_the_place_of(const ListenAddress& other) const;
    // "[::1]:8080".
    std::string text() const;
};

enum class LogLevel { debug, info, warning, error };

struct ServeConfig {
    std::filesystem::path data_dir = "insightflow-data";
    ListenAddress listen{};
    LogLevel log_level = LogLevel::info;
    std::optional<std::string> api_key{};
    std::optional<std::string> secret_key{};  // else the data folder's own
    SimulatorSettings simulator{};
    std::optional<std::chrono::days> keep_bodies{};  // for ever
    std::string tls_cert{}, tls_key{};               // PEM files; both or neither
    bool insecure_listen = false;                    // the clear, beyond the loopback
    http::ServerConfig http{};                       // all but address, port and TLS
    std::optional<ListenAddress> metrics_listen{};
    std::optional<std::string> metrics_token{};
    std::uint64_t disk_reserve_bytes = 64ULL << 20;
};

// "127.0.0.1:8080", "[::1]:8080", "0.0.0.0:80".
std::optional<ListenAddress> parse_listen(std::string_view text);

}  // namespace insightflow::app
