// `insightflow query`: metrics by dimensions, as a table, CSV or JSON.
#include <iostream>
#include <sstream>

#include "cli/commands.hpp"
#include "domain/metrics/catalogue.hpp"
#include "domain/query/dimension.hpp"
#include "domain/text/printable.hpp"

namespace insightflow::cli {
namespace {

struct QueryOptions {
    ConnectionOptions connection;
    std::vector<std::string> metrics;
    std::vector<std::string> by;
    std::map<std::string, std::string> filters;  // by their query parameter's name
    Format format = Format::table;
};

std::string joined(const std::vector<std::string>& values) {
    std::string out;
    for (const std::string& value : values) out += (out.empty() ? "" : ",") + value;
    return out;
}

// The names of a catalogue, for a help text.
template <class Named>
std::string listed(const Named& catalogue) {
    std::string names;
    for (const auto& name : catalogue) names += (names.empty() ? "" : ", ") + std::string(name);
    return names;
}

// The reply's rows as objects, and the columns to show: the key columns that it names, then the metrics that
// were asked for.
Table table_of(const JsonValue& reply, const std::vector<std::string>& metrics) {
    const JsonValue* data = reply.find("data");
    if (!data) return select({reply}, metrics);
    std::vector<std::string> columns;
    if (const JsonValue* meta = reply.find("meta"))
        if (const JsonValue* keys = meta->find("key"))
            for (const JsonValue& key : keys->items) columns.push_back(key.text);
    columns.insert(columns.end(), metrics.begin(), metrics.end());
    return select(data->items, columns);
}

void print_warnings(const JsonValue& reply) {
    const JsonValue* meta = reply.find("meta");
    const JsonValue* warnings = meta ? meta->find("warnings") : nullptr;
    if (!warnings) return;
    for (const JsonValue& warning : warnings->items)
        std::cerr << "insightflow: warning: " << printable(warning.text) << '\n';
}

int run(const QueryOptions& options) {
    const auto address = server_address(options.connection);
    if (!address) return report(address.error());
    Parameters query;
    for (const auto& [name, value] : options.filters)
        if (!value.empty()) query.emplace_back(name, value);
    if (!options.by.empty()) query.emplace_back("group_by", joined(options.by));
    Client client(*address);
    const auto reply = client.get("/api/v1/analytics/roi", query);
    if (!reply) return report(reply.error());
    print(std::cout, table_of(reply->body, options.metrics), options.format);
    print_warnings(reply->body);
    return exit_ok;
}

}  // namespace

void add_query(CLI::App& app, int& exit_code) {
    auto options = std::make_shared<QueryOptions>();
    options->metrics = {"impressions", "clicks", "cost", "conversions", "revenue", "roas"};
    std::vector<std::string> metric_names;
    for (const MetricDefinition& definition : metric_catalogue()) metric_names.emplace_back(definition.name);
    CLI::App* command = app.add_subcommand("query", "Ask a running server for metrics");
    command
        ->add_option("--metrics", options->metrics, "Metrics, separated by commas: " + listed(metric_names))
        ->delimiter(',')
        ->check(CLI::IsMember(metric_names).description(""))
        ->option_text("NAMES")
        ->capture_default_str();
    command->add_option("--by", options->by, "Dimensions, separated by commas: " + listed(dimension_names))
        ->delimiter(',')
        ->option_text("NAMES");
    static constexpr std::array<std::pair<const char*, const char*>, 7> filters{{
        {"from", "First day, YYYY-MM-DD, inclusive (default: the beginning)"},
        {"to", "Last day, YYYY-MM-DD, inclusive (default: the end)"},
        {"source", "Only this source"},
        {"platform", "Only this ad platform, in any of its spellings"},
        {"campaign_id", "Only this campaign id"},
        {"order", "Metrics to order by, separated by commas; -roas is highest first"},
        {"limit", "Most rows to print"},
    }};
    for (const auto& [name, help] : filters) add_text_option(*command, name, options->filters[name], help);
    add_format_option(*command, options->format);
    add_connection_options(*command, options->connection);
    command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace insightflow::cli
