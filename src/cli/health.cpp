// `insightflow health`: whether the server is ready, for a service manager or a container.
#include <iostream>

#include "cli/commands.hpp"
#include "domain/text/printable.hpp"

namespace insightflow::cli {
namespace {

int run(const ConnectionOptions& connection) {
    const auto address = server_address(connection, NoServer::refuse);
    if (!address) {
        report(address.error());
        return exit_failure;
    }
    Client client(*address);
    const auto reply = client.get("/readyz");
    if (!reply) {
        report(reply.error());
        return exit_failure;
    }
    std::cout << printable(reply->body.text_of("status")) << '\n';
    return exit_ok;
}

}  // namespace

void add_health(CLI::App& app, int& exit_code, const LocalServer& local_server) {
    auto connection = std::make_shared<ConnectionOptions>();
    connection->local_server = local_server;
    CLI::App* command = app.add_subcommand("health", "Say whether the server is ready: exit code 0, else 1");
    add_connection_options(*command, *connection);
    command->callback([connection, &exit_code] { exit_code = run(*connection); });
}

}  // namespace insightflow::cli
