// `insightflow undo`: takes a batch back.
#include <chrono>
#include <iostream>
#include <thread>

#include "cli/commands.hpp"
#include "cli/moved_totals.hpp"
#include "domain/text/printable.hpp"

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

// What is before it may take longer than the request could wait.
constexpr std::chrono::milliseconds look_again{500};

Attempt<Reply> undone(Client& client, const std::string& path) {
    auto reply = client.remove(path);
    while (reply && reply->body.text_of("status") == "undoing") {
        std::this_thread::sleep_for(look_again);
        reply = client.get(path);
    }
    if (reply && reply->body.text_of("status") != "undone")
        return Failure{exit_failure,
                       "the batch is not taken back: " + printable(reply->body.text_of("error"))};
    return reply;
}

int run(const UndoOptions& options) {
    const auto address = server_address(options.connection);
    if (!address) return report(address.error());
    Client client(*address);
    const auto reply = undone(client, "/api/v1/data/batches/" + options.batch_id);
    if (!reply) return report(reply.error());
    if (options.format == Format::json) {
        std::cout << print_json(reply->body) << '\n';
        return exit_ok;
    }
    print(std::cout,
          select({moved(reply->body)},
                 {"batch_id", "status", "source", "rows_ended", "rows_restored", "commit_sequence"}),
          options.format);
    const JsonValue* undo = reply->body.find("undo");
    if (undo != nullptr && options.format == Format::table) print_moved(std::cout, *undo, "undo");
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
