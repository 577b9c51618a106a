// `insightflow undo`: takes a batch back.
#include <iostream>

#include "cli/commands.hpp"

namespace insightflow::cli {
namespace {

struct UndoOptions {
    ConnectionOptions connection;
    std::string batch_id;
    Format format = Format::table;
};

// The batch with what its undo moved, which is null where it never was applied.
JsonValue moved(const JsonValue& batch) {
    JsonValue row = JsonValue::object();
    for (const char* name : {"batch_id", "status", "source"}) row.set(name, batch.text_of(name));
    const JsonValue* undo = batch.find("undo");
    for (const char* name : {"rows_ended", "rows_restored", "commit_sequence"}) {
        const JsonValue* value = undo == nullptr ? nullptr : undo->find(name);
        row.set(name, value == nullptr ? JsonValue{} : *value);
    }
    return row;
}

int run(const UndoOptions& options) {
    const auto address = server_address(options.connection);
    if (!address) return report(address.error());
    Client client(*address);
    const auto undone = client.remove("/api/v1/data/batches/" + options.batch_id);
    if (!undone) return report(undone.error());
    if (options.format == Format::json) {
        std::cout << print_json(undone->body) << '\n';
        return exit_ok;
    }
    print(std::cout,
          select({moved(undone->body)},
                 {"batch_id", "status", "source", "rows_ended", "rows_restored", "commit_sequence"}),
          options.format);
    return exit_ok;
}

}  // namespace

void add_undo(CLI::App& app, int& exit_code, const LocalServer& local_server) {
    auto options = std::make_shared<UndoOptions>();
    options->connection.local_server = local_server;
    CLI::App* command = app.add_subcommand(
        "undo", "Take a batch back: everything then is as if it had not been sent; the batch stays known");
    add_batch_id(*command, options->batch_id, "The batch's id")->required();
    add_format_option(*command, options->format);
    add_connection_options(*command, options->connection);
    command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace insightflow::cli
