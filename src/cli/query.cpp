// `insightflow query`: metrics by dimensions, as a table, CSV or JSON.
#include <algorithm>
#include <iostream>
#include <optional>
#include <sstream>

#include "cli/commands.hpp"
#include "domain/metrics/catalogue.hpp"
#include "domain/query/dimension.hpp"
#include "domain/text/joined.hpp"
#include "domain/text/printable.hpp"
#include "domain/time/time_grain.hpp"

namespace insightflow::cli {
namespace {

struct QueryOptions {
    ConnectionOptions connection;
    std::vector<std::string> metrics;
    std::vector<std::string> by;
    std::map<std::string, std::string> filters;  // by their query parameter's name
    std::string grain;                           // empty: not over time
    Format format = Format::table;
};

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

// Whether a metric that was asked for is made of the measure.
bool made_of(const std::vector<std::string>& metrics, std::string_view measure) {
    const auto is_it = [measure](std::optional<Part> part) {
        return part && (name_of(*part) == measure || (*part == Part::acquired && measure == "conversions"));
    };
    return std::ranges::any_of(metrics, [&](const std::string& name) {
        const auto metric = metric_named(name);
        if (!metric) return false;
        const MetricDefinition& definition = definition_of(*metric);
        return is_it(definition.plus) || is_it(definition.minus) || is_it(definition.divisor);
    });
}

// What the reply says beside the numbers that were asked for.
std::vector<std::string> notes_of(const JsonValue& meta, const std::vector<std::string>& metrics) {
    std::vector<std::string> notes;
    if (const JsonValue* warnings = meta.find("warnings"))
        for (const JsonValue& warning : warnings->items) notes.push_back("warning: " + warning.text);
    if (const JsonValue* conversion = meta.find("conversion"))
        notes.push_back(
            "money is converted into " + conversion->text_of("into") +
            "; days of a currency that took an earlier day's rate: " + conversion->text_of("older_rates"));
    const std::string estimated = meta.text_of("estimated_revenue_share");
    if (!estimated.empty() && made_of(metrics, "revenue"))
        notes.push_back("share of revenue that is estimated from conversions: " + estimated);
    const std::string fallback = meta.text_of("cac_fallback_share");
    if (!fallback.empty() && std::ranges::count(metrics, "cac") > 0)
        notes.push_back("share of rows whose cac counts conversions, for want of new_customers: " + fallback);
    if (const JsonValue* coverage = meta.find("coverage"))
        for (const auto& [measure, share] : coverage->members)
            if (made_of(metrics, measure))
                notes.push_back("share of rows that carry " + measure + ": " + share.text);
    if (meta.text_of("more_rows") == "true") notes.emplace_back("there are more rows: raise --limit");
    return notes;
}

// On stderr, so that what is printed can be piped.
void print_notes(const JsonValue& reply, const std::vector<std::string>& metrics) {
    const JsonValue* meta = reply.find("meta");
    if (!meta) return;
    for (const std::string& note : notes_of(*meta, metrics))
        std::cerr << "insightflow: " << printable(note) << '\n';
}

// Named twice is asked once.
std::vector<std::string> without_repeats(const std::vector<std::string>& names) {
    std::vector<std::string> out;
    for (const std::string& name : names)
        if (std::ranges::count(out, name) == 0) out.push_back(name);
    return out;
}

int run(const QueryOptions& options) {
    const std::vector<std::string> metrics = without_repeats(options.metrics);
    const bool over_time = !options.grain.empty();
    std::map<std::string, std::string> asked = options.filters;
    asked["group_by"] = joined(options.by, ",");
    if (over_time) {
        asked["grain"] = options.grain;
        asked["metrics"] = joined(metrics, ",");
    }
    const auto reply =
        ask(options.connection, over_time ? "/api/v1/analytics/trends" : "/api/v1/analytics/roi", asked);
    if (!reply) return report(reply.error());
    print(std::cout, table_of(*reply, metrics), options.format);
    print_notes(*reply, metrics);
    return exit_ok;
}

}  // namespace

void add_query(CLI::App& app, int& exit_code, const LocalServer& local_server) {
    auto options = std::make_shared<QueryOptions>();
    options->connection.local_server = local_server;
    options->metrics = {"impressions", "clicks", "cost", "conversions", "revenue", "roas"};
    std::vector<std::string> metric_names;
    for (const MetricDefinition& definition : metric_catalogue()) metric_names.emplace_back(definition.name);
    CLI::App* command = app.add_subcommand("query", "Ask for metrics");
    command
        ->add_option("--metrics", options->metrics, "Metrics, separated by commas: " + listed(metric_names))
        ->delimiter(',')
        ->check(CLI::IsMember(metric_names).description(""))
        ->option_text("NAMES")
        ->capture_default_str();
    command->add_option("--by", options->by, "Dimensions, separated by commas: " + listed(dimension_names))
        ->delimiter(',')
        ->option_text("NAMES");
    static constexpr std::array<std::pair<const char*, const char*>, 8> filters{{
        {"from", "First day, YYYY-MM-DD, inclusive (default: the beginning)"},
        {"to", "Last day, YYYY-MM-DD, inclusive (default: the end)"},
        {"source", "Only this source"},
        {"platform", "Only this ad platform, in any of its spellings"},
        {"campaign_id", "Only this campaign id"},
        {"as_of",
         "As it was shown then: right after a batch (its id) or a commit (its number), at a time (with its "
         "offset), or at the end of a day (default: as it is now)"},
        {"order", "Metrics to order by, separated by commas; -roas is highest first"},
        {"limit", "Most rows to print"},
    }};
    for (const auto& [name, help] : filters) add_text_option(*command, name, options->filters[name], help);
    command
        ->add_option("--grain", options->grain,
                     "A row per day, week (from Monday) or month, none left out (without --from: 30 days, "
                     "without --to: up to today)")
        ->check(CLI::IsMember(time_grain_names).description(""))
        ->option_text("NAME")
        ->excludes("--order", "--limit");
    add_format_option(*command, options->format);
    add_connection_options(*command, options->connection);
    command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace insightflow::cli
