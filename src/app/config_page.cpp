#include "app/config_page.hpp"

#include "app/configuration.hpp"

namespace insightflow::app {
namespace {

std::string code(std::string_view text) { return text.empty() ? "" : "`" + std::string(text) + "`"; }

}  // namespace

std::string configuration_page() {
    std::string page =
        "# Configuration\n\nPrinted from `src/app/settings.cpp` by `make golden`; do not edit.\n\n"
        "A flag of `insightflow serve` wins over the environment, the environment over the file "
        "`insightflow.toml`, the file over the default.\nEvery variable `NAME` may instead be given as "
        "`NAME_FILE`, a file whose first line is the value.\n\n"
        "| setting (key in the file) | flag | variable | default | meaning |\n"
        "| --- | --- | --- | --- | --- |\n";
    for (const Setting& setting : settings())
        page += "| `" + std::string(setting.name) + "` | " + code(setting.flag()) + " | " +
                code(setting.variable()) + " | " + code(setting.default_text) + " | " +
                std::string(setting.help) + (setting.secret ? " (secret: no flag, and never shown)" : "") +
                ". |\n";
    page +=
        "\nA switch is true, yes, on or 1, or false, no, off or 0, in any case.\n"
        "\n## The file\n\n`--config FILE` or `INSIGHTFLOW_CONFIG` names it; else `insightflow.toml` in the "
        "working directory is read where it is there. That one must\nbelong to the user who runs the "
        "command, or "
        "to root, and no other user or group may write it: it says which data folder is ours. One value per "
        "line:\n\n"
        "```toml\ndata_dir = \"/var/lib/insightflow\"\nlisten = \"0.0.0.0:8080\"\nlog_level = \"warning\"\n"
        "metrics_listen = \"127.0.0.1:9090\"\n```\n\n"
        "A name that is no setting is an error that says file and line. A variable that begins with "
        "`INSIGHTFLOW_` and is no setting is warned of at the start.\n\n"
        "## Commands beside the server\n\n"
        "| variable | what it is for |\n| --- | --- |\n"
        "| `INSIGHTFLOW_CONFIG` | the configuration file, for `serve`, `config`, `doctor`, and every command "
        "that "
        "looks for a data folder |\n"
        "| `INSIGHTFLOW_URL` | the server that `import`, `query`, `changes`, `batches`, `undo`, `retry` and "
        "`health` "
        "speak "
        "to; `--url` wins |\n"
        "| `API_KEY`, `API_KEY_FILE` | for `serve`, a key that it lets in; for `import`, `query`, `changes`, "
        "`batches`, `undo` and `retry`, the key that they send (`--key-file` wins) |\n\n"
        "`import`, `query`, `changes`, `batches`, `undo` and `retry` with `--data-dir` want no key where no "
        "server "
        "has "
        "the folder. "
        "Where one runs, they speak to it, and want\na key as any client does. Without a server they must "
        "run as the "
        "folder's own user (`sudo -u USER insightflow ...`).\n\n"
        "## Looking at it\n\n"
        "`insightflow config show` prints every setting, its value and the place it came from; secrets are "
        "`***`.\n`insightflow config check` says what is wrong, certificate and key among it, and ends with "
        "78 "
        "where something is. Both take the flags of `serve`.\n";
    return page;
}

}  // namespace insightflow::app
