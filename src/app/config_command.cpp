#include "app/config_command.hpp"

#include <CLI/CLI.hpp>

#include <iostream>

#include "app/report.hpp"
#include "cli/commands.hpp"
#include "domain/text/printable.hpp"

namespace insightflow::app {
namespace {

std::string help_of(const Setting& setting) {
    std::string help(setting.help);
    help += " (" + setting.variable();
    if (!setting.is_switch() && !setting.default_text.empty())
        help += "; default: " + std::string(setting.default_text);
    return help + ")";
}

void print_warnings(const Configuration& configuration) {
    for (const Fault& warning : configuration.warnings)
        std::cerr << "insightflow: warning: " << printable(warning.pointer) << " " << warning.detail << '\n';
}

int show(const ConfigSources& sources, cli::Format format) {
    const auto configuration = read_configuration(sources);
    if (!configuration) return report(configuration.error());
    print_warnings(*configuration);
    cli::Table table{{"setting", "value", "from"}, {}};
    for (const SettingValue& value : configuration->settings)
        table.rows.push_back({JsonValue::string(std::string(value.setting->name)),
                              value.text.empty() ? JsonValue{} : JsonValue::string(value.shown()),
                              JsonValue::string(value.place)});
    cli::print(std::cout, table, format);
    return 0;
}

int check(const ConfigSources& sources) {
    const auto configuration = read_configuration(sources);
    if (!configuration) return report(configuration.error());
    print_warnings(*configuration);
    if (const auto loaded = check_certificate(configuration->values); !loaded) return report(loaded.error());
    std::cout << "The configuration is valid.\n";
    return 0;
}

}  // namespace

std::shared_ptr<ConfigSources> add_setting_flags(CLI::App& command) {
    auto sources = std::make_shared<ConfigSources>();
    sources->environment = environment_variables();
    command
        .add_option("--config", sources->file,
                    "Configuration file (" + std::string(config_variable) +
                        "; default: " + std::string(default_config_file) + " where it is there)")
        ->option_text("FILE");
    for (const Setting& setting : settings()) {
        if (setting.secret) continue;
        const std::string name(setting.name);
        if (setting.is_switch()) {
            command.add_flag_callback(
                setting.flag(), [sources, name] { sources->flags[name] = "true"; }, help_of(setting));
        } else {
            command
                .add_option_function<std::string>(
                    setting.flag(), [sources, name](const std::string& text) { sources->flags[name] = text; },
                    help_of(setting))
                ->option_text(std::string(setting.value_name));
        }
    }
    return sources;
}

void add_config(CLI::App& app, int& exit_code) {
    CLI::App* config = app.add_subcommand("config", "Look at the configuration of the server");
    config->require_subcommand(1);
    CLI::App* show_command =
        config->add_subcommand("show", "Print every setting, its value and the place it came from");
    auto format = std::make_shared<cli::Format>(cli::Format::table);
    cli::add_format_option(*show_command, *format);
    auto show_flags = add_setting_flags(*show_command);
    show_command->callback([=, &exit_code] { exit_code = show(*show_flags, *format); });
    CLI::App* check_command = config->add_subcommand("check", "Say what is wrong with the configuration");
    auto check_flags = add_setting_flags(*check_command);
    check_command->callback([=, &exit_code] { exit_code = check(*check_flags); });
}

}  // namespace insightflow::app
