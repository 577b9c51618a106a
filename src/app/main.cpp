// The one binary.
#include <CLI/CLI.hpp>

#include <sys/stat.h>

#include <iostream>

#include "app/config_command.hpp"
#include "app/doctor.hpp"
#include "app/local_server.hpp"
#include "app/manual.hpp"
#include "app/routes.hpp"
#include "app/serve_command.hpp"
#include "app/version.hpp"
#include "cli/cli.hpp"

namespace {

void add_openapi(CLI::App& app) {
    app.add_subcommand("openapi", "Print the OpenAPI 3.1 document of the server")->callback([] {
        std::cout << insightflow::http::openapi_document(insightflow::app::make_router({}),
                                                         insightflow::app::document_info());
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
    CLI::App app{"InsightFlow: marketing data in, true KPIs out.", "insightflow"};
    app.require_subcommand(0, 1);
    app.set_version_flag("--version", "insightflow " + std::string(insightflow::app::version));
    int exit_code = 0;
    insightflow::app::add_serve(app, exit_code);
    insightflow::app::add_config(app, exit_code);
    insightflow::app::add_doctor(app, exit_code);
    insightflow::cli::add_client_commands(app, exit_code, &insightflow::app::local_server);
    add_openapi(app);
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
