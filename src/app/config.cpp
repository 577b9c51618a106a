#include "app/config.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <fstream>

#include "domain/text/spelling.hpp"

namespace insightflow::app {
namespace {

struct Setting {
    std::optional<std::string> value{};
    std::string place{};  // the flag, the variable or the file it came from
};

constexpr std::size_t value_file_bytes_max = 4096;

// The first line of the file, without its line end.
std::optional<std::string> line_of_file(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    if (!std::getline(file, line) || line.size() > value_file_bytes_max) return std::nullopt;
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    return line;
}

Setting find_setting(const std::string& flag_name, const std::optional<std::string>& flag,
                     const std::string& name, const Environment& environment, std::vector<Fault>& faults) {
    if (flag) return {flag, flag_name};
    const auto value = environment(name);
    const auto file = environment(name + "_FILE");
    if (value && file) faults.push_back({name, "both " + name + " and " + name + "_FILE are set"});
    if (value) return {value, name};
    if (!file) return {};
    const auto line = line_of_file(*file);
    if (!line) faults.push_back({name + "_FILE", "the file cannot be read"});
    return {line, name + "_FILE"};
}

std::optional<LogLevel> parse_log_level(std::string_view text) {
    if (text == "debug") return LogLevel::debug;
    if (text == "info") return LogLevel::info;
    if (text == "warning") return LogLevel::warning;
    if (text == "error") return LogLevel::error;
    return std::nullopt;
}

std::optional<std::size_t> parse_number(std::string_view text, std::size_t least, std::size_t most) {
    std::size_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = fault == std::errc{} && end == text.data() + text.size() && !text.empty();
    if (!whole || number < least || number > most) return std::nullopt;
    return number;
}

// What a browser sends as Origin: scheme and host, maybe a port, nothing behind; never "*" and never "null".
bool is_origin(std::string_view text) {
    const std::size_t scheme = text.find("://");
    if (scheme == std::string_view::npos) return false;
    const std::string_view name = text.substr(0, scheme);
    const std::string_view rest = text.substr(scheme + 3);
    return (name == "http" || name == "https") && !rest.empty() &&
           rest.find_first_of("/?#@*, ") == std::string_view::npos;
}

// What the HTTP server may be told. Behind a proxy all clients share its address, hence the first one.
void read_http_settings(const ServeFlags& flags, const Environment& environment, http::ServerConfig& http,
                        std::vector<Fault>& faults) {
    if (const Setting share = find_setting("--connections-per-client", flags.connections_per_client,
                                           "INSIGHTFLOW_CONNECTIONS_PER_CLIENT", environment, faults);
        share.value) {
        const std::size_t most = http.limits.connections_max;
        const auto parsed = parse_number(*share.value, 1, most);
        if (!parsed) faults.push_back({share.place, "must be a number from 1 to " + std::to_string(most)});
        http.limits.connections_per_client_max = parsed.value_or(most);
    }
    if (const Setting rate =
            find_setting("--rate-limit", flags.rate_limit, "INSIGHTFLOW_RATE_LIMIT", environment, faults);
        rate.value) {
        constexpr std::size_t most = 1'000'000;
        const auto parsed = parse_number(*rate.value, 0, most);
        if (!parsed) faults.push_back({rate.place, "must be a number from 0 to " + std::to_string(most)});
        const auto window = static_cast<std::size_t>(http.rate_per_key.window.count());
        http.rate_per_key.requests = parsed.value_or(0) * window;
        http.rate_per_client.requests = parsed.value_or(0);  // a tenth, in a window of 10 s
    }
    if (const Setting origins = find_setting("--cors-origins", flags.cors_origins, "INSIGHTFLOW_CORS_ORIGINS",
                                             environment, faults);
        origins.value) {
        for (std::string_view rest = *origins.value; !rest.empty();) {
            const std::size_t comma = std::min(rest.find(','), rest.size());
            const std::string origin(trimmed(rest.substr(0, comma)));
            rest.remove_prefix(std::min(comma + 1, rest.size()));
            if (!is_origin(origin))
                faults.push_back(
                    {origins.place, "'" + origin + "' is not an origin, e.g. https://dash.example"});
            http.cors_origins.push_back(origin);
        }
    }
}

// Keys and numbers in the clear are for the machine itself, unless told otherwise.
void read_tls(const ServeFlags& flags, const Environment& environment, ServeConfig& config,
              std::vector<Fault>& faults) {
    const Setting certificate =
        find_setting("--tls-cert", flags.tls_cert, "INSIGHTFLOW_TLS_CERT", environment, faults);
    const Setting key = find_setting("--tls-key", flags.tls_key, "INSIGHTFLOW_TLS_KEY", environment, faults);
    if (certificate.value.has_value() != key.value.has_value())
        faults.push_back({certificate.value ? certificate.place : key.place,
                          "certificate and key belong together: give --tls-cert and --tls-key"});
    if (certificate.value && key.value) config.http.tls = http::TlsFiles{*certificate.value, *key.value};
    const Setting insecure = find_setting(
        "--insecure-listen", flags.insecure_listen ? std::optional<std::string>("true") : std::nullopt,
        "INSIGHTFLOW_INSECURE_LISTEN", environment, faults);
    if (insecure.value && *insecure.value != "true" && *insecure.value != "false")
        faults.push_back({insecure.place, "must be true or false"});
    config.insecure_listen = insecure.value == "true";
    if (!config.http.tls && !config.insecure_listen && !config.listen.is_loopback())
        faults.push_back({"--listen", "other machines can reach '" + config.listen.address +
                                          "': give --tls-cert and --tls-key, or --insecure-listen where "
                                          "something in front does TLS"});
}

}  // namespace

bool ListenAddress::is_loopback() const { return address.starts_with("127.") || address == "::1"; }

std::optional<ListenAddress> parse_listen(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    std::string_view address = text.substr(0, colon);
    const std::string_view port_text = text.substr(colon + 1);
    if (address.front() == '[') {
        if (address.back() != ']') return std::nullopt;
        address = address.substr(1, address.size() - 2);
    } else if (address.find(':') != std::string_view::npos) {
        return std::nullopt;
    }
    ListenAddress listen{std::string(address), 0};
    in6_addr parsed{};
    if (inet_pton(AF_INET, listen.address.c_str(), &parsed) != 1 &&
        inet_pton(AF_INET6, listen.address.c_str(), &parsed) != 1)
        return std::nullopt;
    const auto [end, error] =
        std::from_chars(port_text.data(), port_text.data() + port_text.size(), listen.port);
    if (error != std::errc{} || end != port_text.data() + port_text.size()) return std::nullopt;
    return listen;
}

Result<ServeConfig> read_config(const ServeFlags& flags, const Environment& environment) {
    ServeConfig config;
    std::vector<Fault> faults;
    config.demo = flags.demo;
    if (const Setting dir =
            find_setting("--data-dir", flags.data_dir, "INSIGHTFLOW_DATA_DIR", environment, faults);
        dir.value) {
        if (dir.value->empty()) faults.push_back({dir.place, "must name a folder"});
        config.data_dir = *dir.value;
    }
    if (const Setting listen =
            find_setting("--listen", flags.listen, "INSIGHTFLOW_LISTEN", environment, faults);
        listen.value) {
        const auto parsed = parse_listen(*listen.value);
        if (!parsed)
            faults.push_back(
                {listen.place,
                 "'" + *listen.value + "' is not ADDRESS:PORT with an IP address, e.g. 127.0.0.1:8080"});
        config.listen = parsed.value_or(ListenAddress{});
    }
    if (const Setting level =
            find_setting("--log-level", flags.log_level, "INSIGHTFLOW_LOG_LEVEL", environment, faults);
        level.value) {
        const auto parsed = parse_log_level(*level.value);
        if (!parsed)
            faults.push_back({level.place, "'" + *level.value + "' is not debug, info, warning or error"});
        config.log_level = parsed.value_or(LogLevel::info);
    }
    const Setting key = find_setting("API_KEY", std::nullopt, "API_KEY", environment, faults);
    if (key.value && key.value->empty()) faults.push_back({key.place, "must not be empty"});
    config.api_key = key.value;
    read_http_settings(flags, environment, config.http, faults);
    read_tls(flags, environment, config, faults);
    if (!faults.empty()) return invalid_argument("The configuration is not valid.", std::move(faults));
    return config;
}

}  // namespace insightflow::app
