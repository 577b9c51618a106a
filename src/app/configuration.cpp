#include "app/configuration.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "app/config_file.hpp"
#include "application/accounts/authenticate.hpp"
#include "domain/text/did_you_mean.hpp"
#include "domain/text/first_line.hpp"
#include "http/core/certificate.hpp"

namespace insightflow::app {
namespace {

constexpr std::size_t value_file_bytes_max = 4096;
constexpr std::string_view own_prefix = "INSIGHTFLOW_";
constexpr std::string_view file_suffix = "_FILE";

struct Given {
    std::string text;
    std::string place;
};

std::optional<std::string> find(const Variables& variables, const std::string& name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
}

// The first line of the file, without its line end. Errors: why there is none.
Result<std::string> line_of_file(const std::string& path) {
    std::ifstream file(path);
    auto line = first_line(file, value_file_bytes_max);
    if (!line)
        return invalid_argument("the file '" + path + (file.eof() ? "' is empty" : "' cannot be read"));
    if (line->size() > value_file_bytes_max)
        return invalid_argument("the first line of '" + path + "' is longer than " +
                                std::to_string(value_file_bytes_max) + " bytes");
    return *std::move(line);
}

// A flag and a variable say which setting is meant, a line of the file does not.
Fault fault_at(const Setting& setting, const std::string& place, const std::string& detail) {
    const std::string variable = setting.variable();
    const bool is_told =
        place == setting.flag() || place == variable || place == variable + std::string(file_suffix);
    return {place, is_told ? detail : std::string(setting.name) + ": " + detail};
}

std::optional<Given> from_environment(const std::string& name, const Variables& environment,
                                      std::vector<Fault>& faults) {
    const std::string file_name = name + std::string(file_suffix);
    const auto value = find(environment, name);
    const auto file = find(environment, file_name);
    if (value && file) faults.push_back({name, "both " + name + " and " + file_name + " are set"});
    if (value) return Given{*value, name};
    if (!file) return std::nullopt;
    auto line = line_of_file(*file);
    if (!line) {
        faults.push_back({file_name, line.error().message});
        return std::nullopt;
    }
    return Given{std::move(*line), file_name};
}

// The values of the configuration file by name; a name that is no setting is a fault.
std::map<std::string, Given> from_file(const ConfigSources& sources, std::vector<Fault>& faults) {
    const auto named = sources.file ? sources.file : find(sources.environment, std::string(config_variable));
    std::error_code ignored;
    // Whole, so that a message says which one was come upon.
    const auto found = std::filesystem::absolute(default_config_file, ignored);
    if (!named && !std::filesystem::exists(found, ignored)) return {};
    auto values =
        named ? read_config_file(*named, ConfigFileIs::named) : read_config_file(found, ConfigFileIs::found);
    if (!values) {
        for (const Fault& fault : values.error().faults) faults.push_back(fault);
        return {};
    }
    std::vector<std::string_view> known;
    for (const Setting& setting : settings()) known.push_back(setting.name);
    std::map<std::string, Given> out;
    for (FileValue& value : *values) {
        if (setting_named(value.name) == nullptr) {
            faults.push_back(
                {value.place, "'" + value.name + "' is no setting" + did_you_mean(value.name, known)});
        } else {
            out.emplace(value.name, Given{std::move(value.text), std::move(value.place)});
        }
    }
    return out;
}

std::vector<Fault> unknown_variables(const Variables& environment) {
    std::vector<std::string> known{std::string(config_variable), std::string(url_variable)};
    for (const Setting& setting : settings()) {
        known.push_back(setting.variable());
        known.push_back(setting.variable() + std::string(file_suffix));
    }
    const std::vector<std::string_view> names(known.begin(), known.end());
    std::vector<Fault> out;
    for (const auto& [name, value] : environment)
        if (name.starts_with(own_prefix) && std::ranges::count(names, name) == 0)
            out.push_back({name, "is no setting" + did_you_mean(name, names)});
    return out;
}

// What no setting can tell by itself.
std::vector<Fault> contradictions(const Configuration& configuration) {
    const ServeConfig& values = configuration.values;
    std::vector<Fault> out;
    const auto refuse = [&](std::string_view setting, const std::string& why) {
        out.push_back(fault_at(*setting_named(setting), configuration.place_of(setting), why));
    };
    if (values.tls_cert.empty() != values.tls_key.empty())
        refuse(values.tls_cert.empty() ? "tls_key" : "tls_cert",
               "certificate and key belong together: give --tls-cert and --tls-key");
    // Keys and numbers in the clear are for the machine itself, unless told otherwise.
    if (values.tls_cert.empty() && !values.insecure_listen && !values.listen.is_loopback())
        refuse("listen",
               "other machines can reach '" + values.listen.address +
                   "': give --tls-cert and --tls-key, or --insecure-listen where something in front "
                   "does TLS");
    if (values.metrics_listen && values.metrics_listen->takes_the_place_of(values.listen))
        refuse("metrics_listen", "'" + values.metrics_listen->text() + "' is taken by listen ('" +
                                     values.listen.text() + "'): choose another port");
    if (values.api_key)
        if (const auto strong = check_key_strength(*values.api_key, values.listen.is_loopback()); !strong)
            refuse("api_key", strong.error().message);
    return out;
}

}  // namespace

const std::string& Configuration::place_of(std::string_view setting) const {
    return std::ranges::find(settings, setting, [](const SettingValue& value) { return value.setting->name; })
        ->place;
}

std::string SettingValue::shown() const { return setting->secret && !text.empty() ? "***" : text; }

Result<Configuration> read_configuration(const ConfigSources& sources) {
    Configuration configuration;
    std::vector<Fault> faults;
    const auto file_values = from_file(sources, faults);
    for (const Setting& setting : settings()) {
        const std::string name(setting.name);
        Given given{std::string(setting.default_text), std::string(default_place)};
        if (const auto in_file = file_values.find(name); in_file != file_values.end())
            given = in_file->second;
        if (auto variable = from_environment(setting.variable(), sources.environment, faults))
            given = std::move(*variable);
        if (const auto flag = sources.flags.find(name); flag != sources.flags.end())
            given = {flag->second, setting.flag()};
        const bool is_given = given.place != default_place || !given.text.empty();
        if (std::string fault = is_given ? setting.read(given.text, configuration.values) : "";
            !fault.empty())
            faults.push_back(fault_at(setting, given.place, fault));
        configuration.settings.push_back({&setting, std::move(given.text), std::move(given.place)});
    }
    if (faults.empty()) faults = contradictions(configuration);
    if (!faults.empty()) return invalid_argument("The configuration is not valid.", std::move(faults));
    configuration.warnings = unknown_variables(sources.environment);
    return configuration;
}

Result<void> check_certificate(const ServeConfig& values) {
    if (values.tls_cert.empty()) return {};
    return http::Certificate({values.tls_cert, values.tls_key}).load();
}

Variables environment_variables() {
    Variables out;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const std::size_t equals = text.find('=');
        if (equals != std::string_view::npos) out.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return out;
}

}  // namespace insightflow::app
