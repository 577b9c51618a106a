#include "app/command_tree.hpp"

#include <CLI/CLI.hpp>

namespace insightflow::app {
namespace {

// CLI11 tells a set of values as part of the type's name: "TEXT:{csv,json}".
std::vector<std::string> values_in(const std::string& type_name) {
    const std::size_t begin = type_name.find('{');
    const std::size_t end = type_name.find('}');
    if (begin == std::string::npos || end == std::string::npos) return {};
    return CLI::detail::split(type_name.substr(begin + 1, end - begin - 1), ',');
}

CommandOption describe(const CLI::Option& option) {
    CommandOption out;
    for (const std::string& name : option.get_snames()) out.flags.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) out.flags.push_back("--" + name);
    out.help = option.get_description();
    if (option.get_items_expected_max() == 0) return out;
    out.values = values_in(option.get_type_name());
    out.value_name = option.get_positional() ? option.get_name() : option.get_option_text();
    if (out.value_name.empty()) out.value_name = "VALUE";
    return out;
}

void append(const CLI::App& app, const std::string& path, std::vector<Command>& out) {
    Command command{path, app.get_description(), {}, {}};
    for (const CLI::Option* option : app.get_options()) command.options.push_back(describe(*option));
    const auto children = app.get_subcommands([](const CLI::App*) { return true; });
    for (const CLI::App* child : children) command.subcommands.push_back(child->get_name());
    out.push_back(std::move(command));
    for (const CLI::App* child : children)
        append(*child, path.empty() ? child->get_name() : path + " " + child->get_name(), out);
}

}  // namespace

std::vector<Command> command_tree(const CLI::App& app) {
    std::vector<Command> out;
    append(app, "", out);
    return out;
}

}  // namespace insightflow::app
