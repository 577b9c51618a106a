#include "app/settings.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "domain/text/printable.hpp"
#include "domain/text/spelling.hpp"

namespace insightflow::app {
namespace {

std::string read_value(std::string_view text, std::filesystem::path& into) {
    if (text.empty()) return "must name a folder";
    into = text;
    return {};
}

std::string read_value(std::string_view text, ListenAddress& into) {
    const auto parsed = parse_listen(text);
    if (!parsed) return in_quotes(text) + " is not ADDRESS:PORT with an IP address, e.g. 127.0.0.1:8080";
    into = *parsed;
    return {};
}

std::string read_value(std::string_view text, LogLevel& into) {
    static constexpr std::array<std::string_view, 4> names{"debug", "info", "warning", "error"};
    const auto found = std::ranges::find(names, text);
    if (found == names.end()) return in_quotes(text) + " is not debug, info, warning or error";
    into = static_cast<LogLevel>(found - names.begin());
    return {};
}

std::string read_value(std::string_view text, bool& into) {
    static constexpr std::array<std::string_view, 4> yes{"true", "yes", "on", "1"};
    static constexpr std::array<std::string_view, 4> no{"false", "no", "off", "0"};
    const auto is_one_of = [text](const auto& words) {
        return std::ranges::any_of(words, [text](auto word) { return equal_ignoring_case(word, text); });
    };
    into = is_one_of(yes);
    if (into || is_one_of(no)) return {};
    return in_quotes(text) + " is not true or false (nor yes, no, on, off, 1 or 0)";
}

// It may be a secret, so the text is not repeated.
std::string read_value(std::string_view text, std::string& into) {
    if (text.empty()) return "must not be empty";
    into = text;
    return {};
}

// The installation's secret: what only few characters hide can be guessed.
std::string read_secret_key(std::string_view text, ServeConfig& into) {
    constexpr std::size_t secret_key_bytes_min = 32;
    if (text.size() < secret_key_bytes_min)
        return "must have at least " + std::to_string(secret_key_bytes_min) +
               " characters that nobody can guess: `openssl rand -hex 32` makes them";
    into.secret_key = text;
    return {};
}

template <class T>
std::string read_value(std::string_view text, std::optional<T>& into) {
    return read_value(text, into.emplace());
}

// A whole number from least to most.
std::string read_number(std::string_view text, std::size_t least, std::size_t most, std::size_t& into) {
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), into);
    const bool whole = fault == std::errc{} && end == text.data() + text.size();
    if (!whole || into < least || into > most)
        return in_quotes(text) + " is not a number from " + std::to_string(least) + " to " +
               std::to_string(most);
    return {};
}

std::string read_keep_bodies(std::string_view text, ServeConfig& into) {
    constexpr std::size_t most = 36'500;
    std::size_t days = 0;
    if (std::string fault = read_number(text, 1, most, days); !fault.empty()) return fault;
    into.keep_bodies = std::chrono::days{days};
    return {};
}

std::string read_connections_per_client(std::string_view text, ServeConfig& into) {
    http::Limits& limits = into.http.limits;
    return read_number(text, 1, limits.connections_max, limits.connections_per_client_max);
}

// Per key; without one, a tenth for each address. 0: no limit.
std::string read_rate_limit(std::string_view text, ServeConfig& into) {
    constexpr std::size_t most = 1'000'000;
    std::size_t a_second = 0;
    if (std::string fault = read_number(text, 0, most, a_second); !fault.empty()) return fault;
    const auto in_window = [a_second](const http::RateLimit& limit) {
        return a_second * static_cast<std::size_t>(limit.window.count());
    };
    into.http.rate_per_key.requests = in_window(into.http.rate_per_key);
    into.http.rate_per_client.requests = in_window(into.http.rate_per_client) / 10;
    return {};
}

// Megabytes of 2^20; the stores beside the spool need some of it for what is taken in already.
std::string read_disk_reserve(std::string_view text, ServeConfig& into) {
    constexpr std::size_t least = 1;
    constexpr std::size_t most = 1 << 20;
    std::size_t megabytes = 0;
    if (std::string fault = read_number(text, least, most, megabytes); !fault.empty()) return fault;
    into.disk_reserve_bytes = std::uint64_t{megabytes} << 20;
    return {};
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

// The values between the commas of a list; none where it is empty.
std::vector<std::string_view> values_of(std::string_view list) {
    std::vector<std::string_view> values;
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        values.push_back(trimmed(list.substr(0, comma)));
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return values;
}

std::string read_cors_origins(std::string_view text, ServeConfig& into) {
    into.http.cors_origins.clear();
    for (const auto origin : values_of(text)) {
        if (!is_origin(origin)) return in_quotes(origin) + " is not an origin, e.g. https://dash.example";
        into.http.cors_origins.emplace_back(origin);
    }
    return {};
}

std::string read_trusted_proxies(std::string_view text, ServeConfig& into) {
    into.http.trusted_proxies.clear();
    for (const auto value : values_of(text)) {
        const auto network = http::read_ip_network(value);
        if (!network) return in_quotes(value) + " is not an address or network, e.g. 10.0.0.0/8 or ::1";
        into.http.trusted_proxies.push_back(*network);
    }
    return {};
}

template <auto member>
std::string set(std::string_view text, ServeConfig& into) {
    return read_value(text, into.*member);
}

std::string set_demo(std::string_view text, ServeConfig& into) {
    return read_value(text, into.simulator.demo);
}

// A setting of the simulator, by its own parser.
template <auto parse, auto member>
std::string set_simulator(std::string_view text, ServeConfig& into) {
    auto parsed = parse(text);
    if (!parsed) return parsed.error().message;
    into.simulator.*member = std::move(*parsed);
    return {};
}

constexpr bool secret = true;
constexpr bool public_value = false;

constexpr std::array table{
    Setting{"data_dir", "insightflow-data", "FOLDER", "Folder of all data; made where missing",
            set<&ServeConfig::data_dir>},
    Setting{"listen", "127.0.0.1:8080", "ADDRESS:PORT", "IP address and port to serve on",
            set<&ServeConfig::listen>},
    Setting{"tls_cert", "", "FILE", "PEM file of the certificate and its chain; read again on SIGHUP",
            set<&ServeConfig::tls_cert>},
    Setting{"tls_key", "", "FILE", "PEM file of the certificate's private key", set<&ServeConfig::tls_key>},
    Setting{"insecure_listen", "false", "", "Serve other machines without TLS",
            set<&ServeConfig::insecure_listen>},
    Setting{"connections_per_client", "256", "NUMBER",
            "Most connections at once from one address; an IPv6 /64 is one, and a trusted proxy may have any "
            "number",
            read_connections_per_client},
    Setting{"trusted_proxies", "", "NETWORKS",
            "Addresses and networks of proxies in front, a comma between them: the client is whom their "
            "X-Forwarded-For names; without it, nobody's is believed",
            read_trusted_proxies},
    Setting{"rate_limit", "1000", "NUMBER",
            "Requests a second for each key, ten seconds' worth at once; a tenth for each address without a "
            "key; 0 for no limit",
            read_rate_limit},
    Setting{"cors_origins", "", "ORIGINS",
            "Origins whose pages may ask from a browser, a comma between them; without it, none",
            read_cors_origins},
    Setting{"disk_reserve_mib", "64", "NUMBER",
            "Room that stays free on the disk, in MiB: a batch that would leave less is answered 507",
            read_disk_reserve},
    Setting{"log_level", "info", "LEVEL", "Least level that is logged: debug, info, warning or error",
            set<&ServeConfig::log_level>},
    Setting{"api_key", "", "",
            "A key that clients may send as \"Authorization: Bearer KEY\"; shorter than 16 characters on "
            "loopback only. Without it a new installation wants to be set up first",
            set<&ServeConfig::api_key>, secret, "API_KEY"},
    Setting{"secret_key", "", "",
            "Seals what the installation keeps secret; without it the data folder's own secret.key does",
            read_secret_key, secret},
    Setting{"keep_bodies", "", "DAYS",
            "Keep the body of a batch so many days after the batch ended; without it, for ever. Of batches "
            "without a body the facts cannot be built anew",
            read_keep_bodies},
    Setting{"demo", "false", "",
            "Load 180 days of simulated campaigns up to yesterday, source \"demo\", and on later starts the "
            "days that have passed",
            set_demo},
    Setting{"demo_end", "", "DAY", "The demo's last day, YYYY-MM-DD; without it, yesterday",
            set_simulator<&parse_demo_end, &SimulatorSettings::demo_end>},
    Setting{"data_source", "", "NAME",
            "fake brings simulated rows of today for as long as the server runs, source \"simulator\"",
            set_simulator<&parse_data_source, &SimulatorSettings::live>, public_value, "DATA_SOURCE"},
    Setting{
        "enabled_sources", "", "NAMES",
        "Platforms of the simulated rows, a comma between them: meta,google,tiktok,linkedin; without it, all",
        set_simulator<&parse_enabled_sources, &SimulatorSettings::platforms>, public_value,
        "ENABLED_SOURCES"},
    Setting{"simulate_every", "2s", "TIME", "How often simulated rows come: 100ms to 3600s",
            set_simulator<&parse_simulate_every, &SimulatorSettings::every>},
    Setting{"metrics_listen", "", "ADDRESS:PORT",
            "Serve /metrics here, open to whoever reaches it, and no longer on the main port",
            set<&ServeConfig::metrics_listen>},
    Setting{"metrics_token", "", "",
            "/metrics on the main port wants \"Authorization: Bearer TOKEN\"; without it, it is open",
            set<&ServeConfig::metrics_token>, secret},
};

}  // namespace

std::string Setting::flag() const {
    if (secret) return {};
    std::string dashed(name);
    std::ranges::replace(dashed, '_', '-');
    return "--" + dashed;
}

std::string Setting::variable() const {
    if (!spelled_variable.empty()) return std::string(spelled_variable);
    std::string upper = "INSIGHTFLOW_";
    for (const char c : name) upper += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return upper;
}

std::span<const Setting> settings() { return table; }

const Setting* setting_named(std::string_view name) {
    const auto found = std::ranges::find(table, name, &Setting::name);
    return found == table.end() ? nullptr : &*found;
}

}  // namespace insightflow::app
