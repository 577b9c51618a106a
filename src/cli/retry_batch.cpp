// `insightflow retry`: loads a batch again that failed or was rejected.
#include <iostream>

#include "cli/commands.hpp"

namespace insightflow::cli {
namespace {

struct RetryOptions {
    ConnectionOptions connection;
    std::string batch_id;
    Format format = Format::table;
};

int run(const RetryOptions& options) {
    const auto address = server_address(options.connection);
    if (!address) return report(address.error());
    Client client(*address);
    const auto queued = client.post("/api/v1/data/batches/" + options.batch_id + "/retry");
    if (!queued) return report(queued.error());
    if (options.format == Format::json) {
        std::cout << print_json(queued->body) << '\n';
        return exit_ok;
    }
    print(std::cout, select({queued->body}, {"batch_id", "status", "source", "acceptance"}), options.format);
    return exit_ok;
}

}  // namespace

void add_retry(CLI::App& app, int& exit_code, const LocalServer& local_server) {
    auto options = std::make_shared<RetryOptions>();
    options->connection.local_server = local_server;
    CLI::App* command = app.add_subcommand(
        "retry", "Load a batch again that failed or was rejected: the server has its file and options");
    add_batch_id(*command, options->batch_id, "The batch's id")->required();
    add_format_option(*command, options->format);
    add_connection_options(*command, options->connection);
    command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace insightflow::cli
