#include "app/manual.hpp"

#include <CLI/CLI.hpp>

#include <iostream>

#include "app/command_tree.hpp"
#include "app/settings.hpp"
#include "app/version.hpp"
#include "domain/text/joined.hpp"

namespace insightflow::app {
namespace {

// Text that troff prints as it is.
std::string plain(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\') {
            out += "\\e";
        } else if (c == '-') {
            out += "\\-";
        } else if (c == '\n') {
            out += ' ';
        } else {
            if (out.empty() && (c == '.' || c == '\'')) out += "\\&";
            out += c;
        }
    }
    return out;
}

// A term of a list, and what it means.
std::string entry(const std::string& term, std::string_view meaning) {
    return ".TP\n" + term + "\n" + plain(meaning) + ".\n";
}

std::string term_of(const CommandOption& option) {
    std::vector<std::string> flags;
    for (const std::string& flag : option.flags) flags.push_back("\\fB" + plain(flag) + "\\fR");
    const std::string value = option.value_name.empty() ? "" : "\\fI" + plain(option.value_name) + "\\fR";
    if (flags.empty()) return value;
    return joined(flags, ", ") + (value.empty() ? "" : " " + value);
}

std::string page_head(const CLI::App& app) {
    return ".TH INSIGHTFLOW 1 \"\" \"InsightFlow " + std::string(version) + "\"\n.SH NAME\ninsightflow \\- " +
           plain(app.get_description()) +
           "\n.SH SYNOPSIS\n.B insightflow\n.I COMMAND\n.RI [ OPTION \".\\|.\\|.\" ]\n.SH COMMANDS\n";
}

std::string page_tail() {
    std::string out =
        ".SH ENVIRONMENT\nEach may be given as \\fINAME\\fB_FILE\\fR, a file whose first line is "
        "the value.\n";
    for (const Setting& setting : settings())
        out += entry("\\fB" + setting.variable() + "\\fR", setting.help);
    out += entry("\\fBINSIGHTFLOW_CONFIG\\fR", "The configuration file");
    out += entry("\\fBINSIGHTFLOW_URL\\fR", "The server that the client commands speak to");
    out +=
        ".SH FILES\n" + entry("\\fIinsightflow.toml\\fR", "Settings, one per line, in the working directory");
    out += ".SH EXIT STATUS\n";
    static constexpr std::pair<const char*, const char*> codes[]{
        {"0", "Success"},
        {"1", "Failure, or a server that is not ready"},
        {"2", "Wrong usage"},
        {"65", "The data or the query was refused"},
        {"69", "No server, or the port or the data folder is taken"},
        {"74", "A file cannot be read"},
        {"75", "The server is busy: try again"},
        {"77", "No permission"},
        {"78", "The configuration is not valid"}};
    for (const auto& [code, meaning] : codes) out += entry(code, meaning);
    return out;
}

std::string quoted(const std::vector<std::string>& words) { return "'" + joined(words, " ") + "'"; }

std::string sets_reply(const std::string& words) {
    return "mapfile -t COMPREPLY < <(compgen -W " + words + " -- \"$current\")";
}

}  // namespace

std::string manual_page(const CLI::App& app) {
    std::string out = page_head(app);
    for (const Command& command : command_tree(app)) {
        if (!command.path.empty())
            out += ".SS insightflow " + command.path + "\n" + plain(command.help) + ".\n";
        for (const CommandOption& option : command.options) out += entry(term_of(option), option.help);
    }
    return out + page_tail();
}

std::string bash_completion(const CLI::App& app) {
    std::string known;    // patterns that lead from a command and a word to a subcommand
    std::string valued;   // what may follow an option that has a list of values
    std::string offered;  // what a command offers
    for (const Command& command : command_tree(app)) {
        std::vector<std::string> flags;
        for (const CommandOption& option : command.options)
            for (const std::string& flag : option.flags) {
                flags.push_back(flag);
                if (!option.values.empty())
                    valued += "    '" + command.path + " " + flag + "') " +
                              sets_reply(quoted(option.values)) + "; return ;;\n";
            }
        for (const std::string& child : command.subcommands) {
            const std::string path = command.path.empty() ? child : command.path + " " + child;
            known += "        '" + command.path + " " + child + "') command='" + path + "' ;;\n";
        }
        offered += "    '" + command.path + "') commands=" + quoted(command.subcommands) +
                   " options=" + quoted(flags) + " ;;\n";
    }
    return "# Completion of insightflow for bash: source <(insightflow completion bash)\n"
           "_insightflow() {\n"
           "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}\n"
           "    local command='' commands='' options='' word\n"
           "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
           "        case \"$command $word\" in\n" +
           known +
           "        esac\n"
           "    done\n"
           "    case \"$command $previous\" in\n" +
           valued +
           "    esac\n"
           "    case \"$command\" in\n" +
           offered +
           "    esac\n"
           "    # Where nothing is offered, bash completes file names.\n"
           "    [[ $current == -* ]] && commands=$options\n"
           "    " +
           sets_reply("\"$commands\"") +
           "\n}\n"
           "complete -o default -F _insightflow insightflow\n";
}

void add_manual(CLI::App& app) {
    app.add_subcommand("man", "Print the manual page: insightflow man | man -l -")->callback([&app] {
        std::cout << manual_page(app);
    });
    CLI::App* completion = app.add_subcommand("completion", "Print the completion script of a shell");
    completion->require_subcommand(1);
    completion->add_subcommand("bash", "For bash: source <(insightflow completion bash)")->callback([&app] {
        std::cout << bash_completion(app);
    });
}

}  // namespace insightflow::app
