// `insightflow quality`: how far the stored data can be trusted.
#include <iostream>
#include <map>

#include "cli/commands.hpp"
#include "domain/text/joined.hpp"
#include "domain/text/printable.hpp"

namespace insightflow::cli {
namespace {

struct QualityOptions {
    ConnectionOptions connection;
    std::map<std::string, std::string> asked;
    bool sources = false;
    Format format = Format::table;
};

// A finding has a list of sources, a table a cell for them.
std::vector<JsonValue> findings_of(const JsonValue& reply) {
    std::vector<JsonValue> rows;
    const JsonValue* findings = reply.find("findings");
    if (findings == nullptr) return rows;
    for (const JsonValue& finding : findings->items) {
        JsonValue row = finding;
        std::vector<std::string> names;
        if (const JsonValue* sources = finding.find("sources"))
            for (const JsonValue& source : sources->items) names.push_back(source.text);
        row.set("source", joined(names, ", "));
        rows.push_back(std::move(row));
    }
    return rows;
}

Table table_of(const JsonValue& reply, bool of_sources) {
    if (!of_sources)
        return select(findings_of(reply),
                      {"severity", "code", "source", "platform", "account_id", "first_day", "last_day",
                       "days", "field", "currency", "seen", "expected", "message"});
    const JsonValue* sources = reply.find("sources");
    return select(sources == nullptr ? std::vector<JsonValue>{} : sources->items,
                  {"source", "level", "accounts", "rows", "first_day", "last_day", "validation_rate",
                   "hours_since_last_batch", "days_since_last_day", "late"});
}

// On stderr, so that what is printed can be piped.
void print_notes(const JsonValue& reply) {
    const JsonValue* meta = reply.find("meta");
    if (meta == nullptr) return;
    if (meta->text_of("is_current") == "false")
        std::cerr << "insightflow: as of commit " << printable(meta->text_of("commit_sequence"))
                  << "; newer data is looked at soon\n";
    if (meta->text_of("findings_left_out") != "0")
        std::cerr << "insightflow: findings left out: " << printable(meta->text_of("findings_left_out"))
                  << '\n';
}

int run(const QualityOptions& options) {
    const auto reply = ask(options.connection, "/api/v1/data/quality", options.asked);
    if (!reply) return report(reply.error());
    if (options.format == Format::json) {
        std::cout << print_json(*reply) << '\n';
    } else {
        print(std::cout, table_of(*reply, options.sources), options.format);
    }
    print_notes(*reply);
    return exit_ok;
}

}  // namespace

void add_quality(CLI::App& app, int& exit_code, const LocalServer& local_server) {
    auto options = std::make_shared<QualityOptions>();
    options->connection.local_server = local_server;
    CLI::App* command = app.add_subcommand(
        "quality", "How far the stored data can be trusted: gaps, outliers, overlaps, rejected rows");
    add_text_option(*command, "source", options->asked["source"], "Only this source, and what it meets");
    add_text_option(*command, "from", options->asked["from"], "Only days from this one, YYYY-MM-DD");
    add_text_option(*command, "to", options->asked["to"], "Only days up to this one, YYYY-MM-DD");
    command->add_flag("--sources", options->sources,
                      "Print figures of each source instead of what was found");
    add_format_option(*command, options->format);
    add_connection_options(*command, options->connection);
    command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace insightflow::cli
