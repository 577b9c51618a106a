// The one binary: `insightflow serve | import | query | batches | openapi | version`.
#include <CLI/CLI.hpp>

#include <iostream>

#include "app/routes.hpp"
#include "app/serve.hpp"
#include "app/version.hpp"
#include "cli/cli.hpp"

namespace {

using insightflow::app::ServeFlags;

void add_serve(CLI::App& app, int& exit_code) {
    auto flags = std::make_shared<ServeFlags>();
    CLI::App* command = app.add_subcommand("serve", "Run the server");
    command->add_option(
        "--data-dir", flags->data_dir,
        "Folder of all data; made where missing (INSIGHTFLOW_DATA_DIR; default: insightflow-data)");
    command->add_option("--listen", flags->listen,
                        "IP address and port (INSIGHTFLOW_LISTEN; default: 127.0.0.1:8080)");
    command->add_option("--log-level", flags->log_level,
                        "debug, info, warning or error (INSIGHTFLOW_LOG_LEVEL; default: info)");
    command->add_option("--connections-per-client", flags->connections_per_client,
                        "Most connections at once from one address (an IPv6 /64 is one; behind a proxy, all "
                        "clients are; INSIGHTFLOW_CONNECTIONS_PER_CLIENT; default: 256)");
    command->add_option(
        "--rate-limit", flags->rate_limit,
        "Requests a second for each key, ten seconds' worth at once; a tenth for each address without "
        "a key; 0 for no limit (INSIGHTFLOW_RATE_LIMIT; default: 1000)");
    command->add_option(
        "--tls-cert", flags->tls_cert,
        "PEM file of the certificate and its chain; read again on SIGHUP (INSIGHTFLOW_TLS_CERT)");
    command->add_option("--tls-key", flags->tls_key, "PEM file of its private key (INSIGHTFLOW_TLS_KEY)");
    command->add_flag("--insecure-listen", flags->insecure_listen,
                      "Serve other machines without TLS (INSIGHTFLOW_INSECURE_LISTEN=true)");
    command->add_option("--cors-origins", flags->cors_origins,
                        "Origins whose pages may ask from a browser, separated by commas "
                        "(INSIGHTFLOW_CORS_ORIGINS; default: none)");
    command->add_flag("--demo", flags->demo,
                      "Load 90 days of simulated campaigns, source \"demo\", where they are not there yet");
    command->footer(
        "Environment: every variable above, and API_KEY, the key that clients send as \"Authorization: "
        "Bearer KEY\".\n"
        "SIGTERM and SIGINT let the requests in flight finish; the same again ends the server at once.\n"
        "Each may be given as NAME_FILE, a file that holds the value. Without API_KEY the first start makes "
        "a key\n"
        "and prints it once.");
    command->callback([flags, &exit_code] { exit_code = insightflow::app::serve(*flags); });
}

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
    CLI::App app{"InsightFlow: marketing data in, true KPIs out.", "insightflow"};
    app.require_subcommand(0, 1);
    app.set_version_flag("--version", "insightflow " + std::string(insightflow::app::version));
    int exit_code = 0;
    add_serve(app, exit_code);
    insightflow::cli::add_client_commands(app, exit_code);
    add_openapi(app);
    add_version(app);
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
