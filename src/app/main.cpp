// The one binary: `insightflow serve`, and the commands beside it.
#include <CLI/CLI.hpp>

#include <sys/prctl.h>
#include <sys/stat.h>

#include <iostream>
#include <string_view>

#include "app/accounts.hpp"
#include "app/backup_command.hpp"
#include "app/body_converter.hpp"
#include "app/config_command.hpp"
#include "app/doctor.hpp"
#include "app/local_server.hpp"
#include "app/manual.hpp"
#include "app/process.hpp"
#include "app/rebuild_command.hpp"
#include "app/routes.hpp"
#include "app/serve_command.hpp"
#include "app/verify_command.hpp"
#include "app/version.hpp"
#include "cli/accounts.hpp"
#include "cli/cli.hpp"

namespace {

insightflow::cli::AccountsCommand accounts_command() {
    insightflow::cli::AccountsCommand command;
    command.open = &insightflow::app::open_accounts;
    command.clock = &insightflow::app::now;
    return command;
}

void add_openapi(CLI::App& app) {
    app.add_subcommand("openapi", "Print the OpenAPI 3.1 document of the server")->callback([] {
        std::cout << insightflow::http::openapi_document(insightflow::app::make_router({}),
                                                         insightflow::app::document_info());
    });
}

void add_routes(CLI::App& app) {
    auto format = std::make_shared<insightflow::cli::Format>(insightflow::cli::Format::table);
    CLI::App* command =
        app.add_subcommand("routes", "List the server's routes and the scope that each demands");
    insightflow::cli::add_format_option(*command, *format);
    command->callback([format] {
        std::vector<insightflow::JsonValue> rows;
        const auto router = insightflow::app::make_router({});
        for (const auto& route : router.routes()) {
            auto row = insightflow::JsonValue::object();
            row.set("method", insightflow::http::name_of(route->method));
            row.set("path", route->path);
            row.set("scope", insightflow::name_of(route->doc.permission.value));
            rows.push_back(std::move(row));
        }
        print(std::cout, insightflow::cli::select(rows, {"method", "path", "scope"}), *format);
    });
}

void add_version(CLI::App& app) {
    app.add_subcommand("version", "Print the version")->callback([] {
        std::cout << "insightflow " << insightflow::app::version << '\n';
    });
}

}  // namespace

int main(int argc, char** argv) {
    // What this program writes is for its owner alone.
    umask(S_IRWXG | S_IRWXO);
    // Its memory holds keys and passwords: no core file, and no other process of its user looks into it.
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    // No command of people, and no time to be lost with theirs: the server runs itself to convert a body.
    if (argc == 4 && std::string_view(argv[1]) == insightflow::app::convert_body_command)
        return insightflow::app::convert_body(argv[2], argv[3]);
    CLI::App app{"InsightFlow: marketing data in, true KPIs out.", "insightflow"};
    app.require_subcommand(0, 1);
    app.set_version_flag("--version", "insightflow " + std::string(insightflow::app::version));
    int exit_code = 0;
    insightflow::app::add_serve(app, exit_code);
    insightflow::app::add_config(app, exit_code);
    insightflow::app::add_doctor(app, exit_code);
    insightflow::cli::add_client_commands(app, exit_code, &insightflow::app::local_server);
    insightflow::cli::add_account_commands(app, accounts_command(), exit_code);
    insightflow::app::add_backup(app, accounts_command(), exit_code);
    insightflow::app::add_restore(app, exit_code);
    insightflow::app::add_rebuild(app, accounts_command(), exit_code);
    insightflow::app::add_verify(app, accounts_command(), exit_code);
    add_openapi(app);
    add_routes(app);
    add_version(app);
    insightflow::app::add_manual(app);
    constexpr int exit_usage = 2;
    try {
        app.parse(argc, argv);
        if (app.get_subcommands().empty()) {
            std::cerr << app.help();
            return exit_usage;
        }
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : exit_usage;
    } catch (const std::exception& error) {
        std::cerr << "insightflow: " << error.what() << '\n';
        return 1;
    }
    return exit_code;
}
