// What `insightflow serve` is told, from every place: flags win over the environment, the environment over
// insightflow.toml, that over the defaults. Every variable NAME may instead be given as NAME_FILE, a file
// whose first line is the value.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/config.hpp"
#include "app/settings.hpp"
#include "domain/base/result.hpp"

namespace insightflow::app {

using Variables = std::map<std::string, std::string>;

// Variables of the product that are no settings of the server.
inline constexpr std::string_view config_variable = "INSIGHTFLOW_CONFIG";
inline constexpr std::string_view url_variable = "INSIGHTFLOW_URL";

// Read where neither --config nor INSIGHTFLOW_CONFIG names another, and where it is there; it must be this
// user's or root's, and no other user or group may write it.
inline constexpr std::string_view default_config_file = "insightflow.toml";

inline constexpr std::string_view default_place = "default";

struct ConfigSources {
    std::map<std::string, std::string> flags{};  // by the setting's name; only those that were used
    std::optional<std::string> file{};           // --config
    Variables environment{};
};

// A setting as it is; place: "default", "--listen", "API_KEY_FILE" or "/etc/insightflow/insightflow.toml:3".
struct SettingValue {
    const Setting* setting = nullptr;
    std::string text{};
    std::string place{};
    // What may be shown: "***" for a secret.
    std::string shown() const;
};

struct Configuration {
    ServeConfig values{};
    std::vector<SettingValue> settings{};  // all of them, in the table's order
    std::vector<Fault> warnings{};         // pointer: what is meant
    const std::string& place_of(std::string_view setting) const;
};

// Errors: invalid_argument with every setting that cannot be understood or contradicts another, and the place
// it came from; names in the file that are no setting are errors, variables that begin with INSIGHTFLOW_ and
// are none are warnings.
Result<Configuration> read_configuration(const ConfigSources& sources);

// Loads the certificate and its key as a start does, where there are any. Errors: those of
// http::Certificate::load().
Result<void> check_certificate(const ServeConfig& values);

// The process's own.
Variables environment_variables();

}  // namespace insightflow::app
