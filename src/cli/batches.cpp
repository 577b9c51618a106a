// `insightflow batches`: what was loaded, and what became of it.
#include <iostream>

#include "cli/commands.hpp"
#include "cli/moved_totals.hpp"
#include "domain/text/printable.hpp"

namespace insightflow::cli {
namespace {

struct BatchesOptions {
    ConnectionOptions connection;
    std::string batch_id;
    std::string source;
    std::string status;
    int limit = 20;
    bool rejects = false;
    Format format = Format::table;
};

// What people read as tables of their own.
bool has_own_table(std::string_view name) { return name == "totals" || name == "undo"; }

// An object's members as a two-column table. Numbers stand as texts: a column of many kinds is aligned left.
Table members_of(const JsonValue& object, Format format) {
    Table table{{"field", "value"}, {}};
    for (const auto& [name, value] : object.members) {
        if (format == Format::table && has_own_table(name)) continue;
        const bool is_number = value.kind == JsonValue::Kind::number;
        table.rows.push_back({JsonValue::string(name), is_number ? JsonValue::string(value.text) : value});
    }
    return table;
}

// One line per fault, so that a spreadsheet can filter them.
Table faults_of(const JsonValue& page) {
    Table table{{"row", "line", "field", "code", "message"}, {}};
    const JsonValue* rejects = page.find("data");
    if (!rejects) return table;
    for (const JsonValue& reject : rejects->items) {
        const JsonValue* faults = reject.find("errors");
        if (!faults) continue;
        for (const JsonValue& fault : faults->items) {
            const Table cells = select({fault}, {"field", "code", "message"});
            const Table place = select({reject}, {"row", "line"});
            std::vector<JsonValue> row = place.rows[0];
            row.insert(row.end(), cells.rows[0].begin(), cells.rows[0].end());
            table.rows.push_back(std::move(row));
        }
    }
    return table;
}

// The rows that the server keeps, and in words what they leave out.
int print_rejects(Client& client, const JsonValue& batch, const BatchesOptions& options) {
    const auto page =
        client.get("/api/v1/data/batches/" + options.batch_id + "/rejects", {{"limit", "1000"}});
    if (!page) return report(page.error());
    print(std::cout, faults_of(page->body), options.format);
    const std::string status = batch.text_of("status");
    if (status == "queued" || status == "loading") {
        std::cerr << "insightflow: the batch is still " << status << ": more rows may be rejected\n";
        return exit_ok;
    }
    if (status == "failed") {
        std::cerr << "insightflow: the batch failed, and nothing of it counts: "
                  << printable(batch.text_of("error")) << '\n';
        return exit_ok;
    }
    if (const std::string error = batch.text_of("error"); !error.empty())
        std::cerr << "insightflow: all rows were rejected: " << printable(error) << '\n';
    const JsonValue* kept = page->body.find("data");
    const std::string shown = std::to_string(kept ? kept->items.size() : 0);
    const std::string rejected = batch.text_of("rows_rejected");
    if (shown != rejected)
        std::cerr << "insightflow: " << shown << " of " << rejected
                  << " rejected rows are shown; all are in GET "
                  << "/api/v1/data/batches/" << batch.text_of("batch_id") << "/rejects?format=csv\n";
    return exit_ok;
}

void print_batch(const JsonValue& batch, Format format) {
    if (format == Format::json) {
        std::cout << print_json(batch) << '\n';
        return;
    }
    print(std::cout, members_of(batch, format), format);
    if (format != Format::table) return;
    print_moved(std::cout, batch, "batch");
    const JsonValue* undo = batch.find("undo");
    if (undo == nullptr || undo->is_null()) return;
    std::cout << "\nIts undo:\n";
    print(std::cout, members_of(*undo, format), format);
    print_moved(std::cout, *undo, "undo");
}

int run(const BatchesOptions& options) {
    const auto address = server_address(options.connection);
    if (!address) return report(address.error());
    Client client(*address);
    const std::string base = "/api/v1/data/batches";
    if (options.batch_id.empty()) {
        if (options.rejects) return report({exit_usage, "--rejects wants a batch id"});
        Parameters query{{"limit", std::to_string(options.limit)}};
        if (!options.source.empty()) query.emplace_back("source", options.source);
        if (!options.status.empty()) query.emplace_back("status", options.status);
        const auto reply = client.get(base, query);
        if (!reply) return report(reply.error());
        const JsonValue* data = reply->body.find("data");
        print(std::cout,
              select(data ? data->items : std::vector<JsonValue>{},
                     {"batch_id", "status", "source", "rows_received", "rows_accepted", "rows_rejected",
                      "rows_new", "rows_restated", "received_at"}),
              options.format);
        return exit_ok;
    }
    const auto batch = client.get(base + "/" + options.batch_id);
    if (!batch) return report(batch.error());
    if (options.rejects) return print_rejects(client, batch->body, options);
    print_batch(batch->body, options.format);
    return exit_ok;
}

}  // namespace

void add_batches(CLI::App& app, int& exit_code, const LocalServer& local_server) {
    auto options = std::make_shared<BatchesOptions>();
    options->connection.local_server = local_server;
    CLI::App* command =
        app.add_subcommand("batches", "List loaded batches, or show one and its rejected rows");
    add_batch_id(*command, options->batch_id, "A batch's id; none lists the newest batches");
    command->add_flag("--rejects", options->rejects, "Show the batch's rejected rows, one line per fault");
    command->add_option("--source", options->source, "Only batches of this source");
    command
        ->add_option(
            "--status", options->status,
            "Only batches of this status: queued, loading, applied, rejected, failed, undoing, undone "
            "or undo_failed")
        ->option_text("STATUS");
    command->add_option("--limit", options->limit, "Most batches to list")
        ->check(CLI::Range(1, 200))
        ->capture_default_str();
    add_format_option(*command, options->format);
    add_connection_options(*command, options->connection);
    command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace insightflow::cli
