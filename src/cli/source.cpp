// `insightflow source`: what batches of a source take where they do not say it themselves.
#include <iostream>
#include <map>

#include "application/ingestion/source_settings.hpp"
#include "cli/accounts.hpp"
#include "cli/client.hpp"
#include "domain/ingestion/columns.hpp"
#include "domain/money/exact.hpp"
#include "domain/text/joined.hpp"
#include "domain/text/printable.hpp"
#include "domain/text/spelling.hpp"

namespace insightflow::cli {
namespace {

struct SourceOptions : AccountsCommand {
    std::string source{};
    std::string platform{}, currency{}, time_zone{}, value_per_conversion{}, profile{};
    std::vector<std::string> accounts{}, dimensions{}, measures{}, amounts{};
};

JsonValue shown_or_null(const std::optional<std::string>& text) {
    return text ? JsonValue::string(*text) : JsonValue{};
}

JsonValue row_of(const SourceSettings& settings) {
    JsonValue row = JsonValue::object();
    row.set("source", settings.source);
    row.set("account", JsonValue{});
    row.set("platform", shown_or_null(settings.platform));
    row.set("currency", shown_or_null(settings.currency));
    row.set("time_zone", shown_or_null(settings.time_zone));
    const auto micros = settings.value_per_conversion_micros;
    row.set("value_per_conversion", micros ? JsonValue::string(from_micros(*micros).text()) : JsonValue{});
    row.set("profile", shown_or_null(settings.profile));
    for (const PromotedAs as : {PromotedAs::dimension, PromotedAs::measure, PromotedAs::amount}) {
        std::vector<std::string> promoted;
        for (const Promotion& promotion : settings.promotions)
            if (promotion.as == as) promoted.push_back(text_of(promotion));
        row.set(std::string(name_of(as)) + "s",
                promoted.empty() ? JsonValue{} : JsonValue::string(joined(promoted, "; ")));
    }
    return row;
}

// A row for the source, and one for each of its accounts.
int print_sources(const std::vector<SourceSettings>& sources, Format format) {
    std::vector<JsonValue> rows;
    for (const SourceSettings& settings : sources) {
        rows.push_back(row_of(settings));
        for (const auto& [account, set] : settings.accounts) {
            JsonValue row = JsonValue::object();
            row.set("source", settings.source);
            row.set("account", account);
            row.set("currency", shown_or_null(set.currency));
            row.set("time_zone", shown_or_null(set.time_zone));
            rows.push_back(std::move(row));
        }
    }
    print(std::cout,
          select(rows, {"source", "account", "platform", "currency", "time_zone", "value_per_conversion",
                        "profile", "dimensions", "measures", "amounts"}),
          format);
    return exit_ok;
}

int list(const SourceOptions& options) {
    const auto desk = open_desk(options);
    if (!desk) return report(desk.error());
    std::vector<SourceSettings> all;
    std::optional<std::string> after = "";
    while (after) {
        auto page = list_source_settings(desk->scope, *after, source_settings_page_max,
                                         *desk->accounts.source_settings.store);
        if (!page) return report(page.error());
        all.insert(all.end(), page->sources.begin(), page->sources.end());
        after = page->next;
    }
    return print_sources(all, options.format);
}

int show(const SourceOptions& options) {
    const auto desk = open_desk(options);
    if (!desk) return report(desk.error());
    const auto settings =
        get_source_settings(desk->scope, options.source, *desk->accounts.source_settings.store);
    return settings ? print_sources({*settings}, options.format) : report(settings.error());
}

// "none" takes the setting away; what is not said stays.
void change_text(std::optional<std::string>& setting, const std::string& said) {
    if (said.empty()) return;
    setting = lower_ascii(said) == "none" ? std::nullopt : std::optional(said);
}

// ID=CURRENCY,ZONE, either of the two perhaps empty; ID= takes the account away.
std::optional<Failure> change_account(SettingsOfAccounts& accounts, const std::string& said) {
    const std::size_t equals = said.rfind('=');
    if (equals == std::string::npos || equals == 0)
        return Failure{exit_usage, "--account " + in_quotes(said) + " is not ID=CURRENCY,ZONE"};
    const std::string id = said.substr(0, equals);
    const std::string value = said.substr(equals + 1);
    const std::size_t comma = std::min(value.find(','), value.size());
    AccountSettings settings;
    if (comma > 0) settings.currency = value.substr(0, comma);
    if (comma + 1 < value.size()) settings.time_zone = value.substr(comma + 1);
    if (settings == AccountSettings{})
        accounts.erase(id);
    else
        accounts[id] = settings;
    return std::nullopt;
}

// HEADING=NAME; HEADING= takes it away.
std::optional<Failure> change_promotion(std::vector<Promotion>& promotions, const std::string& said,
                                        PromotedAs as) {
    const auto promotion = promotion_of(said, as);
    if (!promotion)
        return Failure{exit_usage,
                       "--" + std::string(name_of(as)) + " " + in_quotes(said) + " is not HEADING=NAME"};
    std::erase_if(promotions, [&](const Promotion& other) {
        return normalise_heading(other.column) == normalise_heading(promotion->column);
    });
    if (!promotion->name.empty()) promotions.push_back(*promotion);
    return std::nullopt;
}

std::optional<Failure> change(SourceSettings& settings, const SourceOptions& options) {
    change_text(settings.platform, options.platform);
    change_text(settings.currency, options.currency);
    change_text(settings.time_zone, options.time_zone);
    change_text(settings.profile, options.profile);
    if (lower_ascii(options.value_per_conversion) == "none") {
        settings.value_per_conversion_micros.reset();
    } else if (!options.value_per_conversion.empty()) {
        const auto value = parse_micros(options.value_per_conversion).value;
        if (!value || value->rounded)
            return Failure{exit_usage, "--value-per-conversion must be a decimal of at most six places"};
        settings.value_per_conversion_micros = value->micros;
    }
    for (const std::string& account : options.accounts)
        if (auto failure = change_account(settings.accounts, account)) return failure;
    const std::pair<PromotedAs, const std::vector<std::string>&> promoted[] = {
        {PromotedAs::dimension, options.dimensions},
        {PromotedAs::measure, options.measures},
        {PromotedAs::amount, options.amounts}};
    for (const auto& [as, said] : promoted)
        for (const std::string& text : said)
            if (auto failure = change_promotion(settings.promotions, text, as)) return failure;
    return std::nullopt;
}

int set(const SourceOptions& options) {
    const auto desk = open_desk(options);
    if (!desk) return report(desk.error());
    const SourceSettingPorts& ports = desk->accounts.source_settings;
    auto settings = get_source_settings(desk->scope, options.source, *ports.store);
    if (!settings) return report(settings.error());
    if (const auto failure = change(*settings, options)) return report(*failure);
    const auto stored = put_source_settings(desk->scope, *settings, {}, desk->now, ports);
    return stored ? print_sources({*stored}, options.format) : report(stored.error());
}

using Action = int (*)(const SourceOptions&);

CLI::App* add_action(CLI::App& parent, const std::shared_ptr<SourceOptions>& options, const char* name,
                     const char* help, Action action, int& exit_code) {
    CLI::App* command = parent.add_subcommand(name, help);
    add_place_options(*command, *options);
    add_workspace_option(*command, *options);
    add_format_option(*command, options->format);
    command->callback([options, action, &exit_code] { exit_code = action(*options); });
    return command;
}

}  // namespace

void add_source_command(CLI::App& app, const AccountsCommand& base, int& exit_code) {
    auto options = std::make_shared<SourceOptions>();
    static_cast<AccountsCommand&>(*options) = base;
    CLI::App* source = app.add_subcommand("source", "Settings of sources, on an installation's data folder");
    source->require_subcommand(1);
    add_action(*source, options, "list", "List sources of which something is set", &list, exit_code);
    CLI::App* showing =
        add_action(*source, options, "show", "Show what is set of a source", &show, exit_code);
    showing->add_option("SOURCE", options->source, "The source")->required();
    CLI::App* setting =
        add_action(*source, options, "set",
                   "Set what later batches of a source take where they do not say it", &set, exit_code);
    setting->add_option("SOURCE", options->source, "The source")->required();
    setting->add_option("--platform", options->platform, "Ad platform of rows that name none; none: not set")
        ->option_text("NAME");
    setting
        ->add_option("--currency", options->currency,
                     "ISO 4217 currency of rows that name none; none: not set")
        ->option_text("CODE");
    setting
        ->add_option("--time-zone", options->time_zone,
                     "IANA time zone of hours and timestamps; none: not set")
        ->option_text("ZONE");
    setting
        ->add_option("--value-per-conversion", options->value_per_conversion,
                     "Writes revenue where it is missing, marked as estimated; none: not set")
        ->option_text("VALUE");
    setting
        ->add_option("--profile", options->profile,
                     "Profile that its files are read by where a batch names none; none: not set")
        ->option_text("NAME");
    setting
        ->add_option(
            "--account", options->accounts,
            "What holds for an account instead, e.g. act_1=USD,America/New_York; either may be left out, "
            "act_1= takes it away. May be said again")
        ->option_text("ID=CURRENCY,ZONE")
        ->take_all();
    setting
        ->add_option(
            "--dimension", options->dimensions,
            "A column that becomes a dimension of the source's own, e.g. Age=age; Age= takes it away. "
            "May be said again")
        ->option_text("HEADING=NAME")
        ->take_all();
    setting
        ->add_option("--measure", options->measures,
                     "A column that becomes a measure of the source's own, e.g. \"Video views=video_views\"; "
                     "\"Video views=\" takes it away. May be said again")
        ->option_text("HEADING=NAME")
        ->take_all();
    setting
        ->add_option(
            "--amount", options->amounts,
            "The same where the column holds money, in the currency of its rows, e.g. Refunds=refunds")
        ->option_text("HEADING=NAME")
        ->take_all();
}

}  // namespace insightflow::cli
