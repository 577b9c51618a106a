#include "app/settings.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "domain/text/printable.hpp"

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
    if (text != "true" && text != "false") return in_quotes(text) + " is not true or false";
    into = text == "true";
    return {};
}

// Only secrets are plain texts, so the text is not repeated.
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

template <auto member>
std::string set(std::string_view text, ServeConfig& into) {
    return read_value(text, into.*member);
}

constexpr bool secret = true;

constexpr std::array table{
    Setting{"data_dir", "insightflow-data", "FOLDER", "Folder of all data; made where missing",
            set<&ServeConfig::data_dir>},
    Setting{"listen", "127.0.0.1:8080", "ADDRESS:PORT", "IP address and port to serve on",
            set<&ServeConfig::listen>},
    Setting{"log_level", "info", "LEVEL", "Least level that is logged: debug, info, warning or error",
            set<&ServeConfig::log_level>},
    Setting{"api_key", "", "",
            "A key that clients may send as \"Authorization: Bearer KEY\"; shorter than 16 characters on "
            "loopback only. Without it a new installation wants to be set up first",
            set<&ServeConfig::api_key>, secret, "API_KEY"},
    Setting{"secret_key", "", "",
            "Seals what the installation keeps secret; without it the data folder's own secret.key does",
            read_secret_key, secret},
    Setting{"demo", "false", "",
            "Load 90 days of simulated campaigns, source \"demo\", where they are not there yet",
            set<&ServeConfig::demo>},
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
