// `insightflow changes`: what changed since then, and why.
#include <iostream>
#include <map>

#include "cli/commands.hpp"
#include "domain/text/joined.hpp"

namespace insightflow::cli {
namespace {

struct ChangesOptions {
    ConnectionOptions connection;
    std::map<std::string, std::string> asked;
    Format format = Format::table;
};

// "applied ID, undone ID"
std::string causes_of(const JsonValue& change) {
    std::string text;
    const JsonValue* batches = change.find("batches");
    if (batches == nullptr) return text;
    for (const JsonValue& batch : batches->items)
        text += (text.empty() ? "" : ", ") + batch.text_of("action") + " " + batch.text_of("batch_id");
    return text;
}

// Where the rows alone are others, and no sum.
JsonValue rows_figure(const JsonValue& change) {
    JsonValue figure = JsonValue::object();
    figure.set("metric", "rows");
    figure.set("before", *change.find("rows_before"));
    figure.set("after", *change.find("rows_after"));
    return figure;
}

// A row per figure, so that a spreadsheet can filter them.
std::vector<JsonValue> rows_of(const JsonValue& reply) {
    std::vector<JsonValue> rows;
    const JsonValue* data = reply.find("data");
    if (data == nullptr) return rows;
    for (const JsonValue& change : data->items) {
        std::vector<JsonValue> figures = change.find("changes")->items;
        if (figures.empty()) figures.push_back(rows_figure(change));
        for (const JsonValue& figure : figures) {
            JsonValue row = change;
            for (const char* name : {"metric", "before", "after"}) {
                const JsonValue* value = figure.find(name);
                row.set(name, value == nullptr ? JsonValue{} : *value);
            }
            row.set("by", causes_of(change));
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

int run(const ChangesOptions& options) {
    const auto reply = ask(options.connection, "/api/v1/data/changes", options.asked);
    if (!reply) return report(reply.error());
    if (options.format == Format::json) {
        std::cout << print_json(*reply) << '\n';
    } else {
        print(std::cout,
              select(rows_of(*reply), {"date", "source", "platform", "account_id", "campaign_id",
                                       "campaign_name", "currency", "metric", "before", "after", "by"}),
              options.format);
    }
    const JsonValue* meta = reply->find("meta");
    if (meta != nullptr && meta->text_of("more_rows") == "true")
        std::cerr << "insightflow: there is more: --limit, or narrow it with --from and --to\n";
    return exit_ok;
}

}  // namespace

void add_changes(CLI::App& app, int& exit_code, const LocalServer& local_server) {
    auto options = std::make_shared<ChangesOptions>();
    options->connection.local_server = local_server;
    CLI::App* command = app.add_subcommand(
        "changes", "What changed since then: figures before and after, and the batches that did it");
    static constexpr std::array<std::pair<const char*, const char*>, 8> asked{{
        {"since",
         "Compare what was shown then: right after a batch (its id) or a commit (its number), at a time, at "
         "the end of a day"},
        {"until", "With what was shown then (default: with what is shown now)"},
        {"from", "Only days from this one, YYYY-MM-DD"},
        {"to", "Only days up to this one, YYYY-MM-DD"},
        {"source", "Only this source"},
        {"platform", "Only this ad platform, in any of its spellings"},
        {"campaign_id", "Only this campaign id"},
        {"limit", "Most campaign days to print (default: 1000)"},
    }};
    for (const auto& [name, help] : asked) add_text_option(*command, name, options->asked[name], help);
    command->get_option("--since")->required();
    add_format_option(*command, options->format);
    add_connection_options(*command, options->connection);
    command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace insightflow::cli
