#include "application/ingestion/ingest_options.hpp"

#include <algorithm>

#include "application/ingestion/names.hpp"
#include "domain/ingestion/columns.hpp"
#include "domain/ingestion/completeness.hpp"
#include "domain/ingestion/currencies.hpp"
#include "domain/ingestion/local_clock.hpp"
#include "domain/ingestion/platforms.hpp"
#include "domain/text/joined.hpp"
#include "domain/text/printable.hpp"
#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (lower_ascii(c) >= 'a' && lower_ascii(c) <= 'z');
}
bool is_printable(char c) { return c >= ' ' && c <= '~'; }

constexpr std::string_view complete_for_help =
    "Write the account's id and the days, as in act_12:2026-01-01..2026-01-28; days alone stand for rows "
    "that "
    "name no account.";

void resolve_versions(const RequestedOptions& requested, BatchOptions& options, std::vector<Fault>& faults) {
    options.version_column = requested.version_column;
    if (options.version_column && (normalise_heading(*options.version_column).empty() ||
                                   options.version_column->size() > heading_bytes_max))
        faults.push_back({"#/query/version_column", "Name the column by its heading, such as updated_at."});
    if (!requested.complete_for) return;
    options.complete_for = complete_for_of(*requested.complete_for);
    if (!options.complete_for)
        faults.push_back({"#/query/complete_for", std::string(complete_for_help)});
    else if (options.version_column)
        faults.push_back(
            {"#/query/complete_for",
             "It cannot be given with version_column: rows that are not there have no version."});
}

void resolve_columns(const RequestedOptions& requested, BatchOptions& options, std::vector<Fault>& faults) {
    const auto fault = [&](std::string detail) { faults.push_back({"#/query/map", std::move(detail)}); };
    if (requested.map.size() > column_choices_max)
        fault("At most " + std::to_string(column_choices_max) + " columns can be named.");
    for (const std::string& text : requested.map) {
        auto choice = text.size() <= 2 * heading_bytes_max ? column_choice(text) : std::nullopt;
        if (!choice) {
            fault(in_quotes(text) + " is not HEADING=FIELD: fields are " +
                  joined({field_names.begin(), field_names.end()}, ", ") +
                  ", cost_micros, revenue_micros, and ignore.");
            continue;
        }
        const std::string heading = normalise_heading(choice->heading);
        const auto is_same = [&](const ColumnChoice& other) {
            return normalise_heading(other.heading) == heading;
        };
        if (std::ranges::any_of(options.columns, is_same))
            fault("The column " + in_quotes(choice->heading) + " is named twice.");
        options.columns.push_back(std::move(*choice));
    }
}

}  // namespace

std::string option_platform(std::string_view text) {
    if (text.size() > platform_bytes_max || !std::all_of(text.begin(), text.end(), is_printable)) return {};
    return normalise_platform(text);
}

bool is_source_name(std::string_view text) {
    const auto allowed = [](char c) { return is_alphanumeric(c) || c == '.' || c == '_' || c == '-'; };
    return !text.empty() && text.size() <= source_bytes_max && is_alphanumeric(text.front()) &&
           std::all_of(text.begin(), text.end(), allowed);
}

Result<BatchOptions> resolve_options(const RequestedOptions& requested) {
    BatchOptions options;
    std::vector<Fault> faults;
    if (requested.source) {
        options.source = *requested.source;
        if (!is_source_name(options.source))
            faults.push_back(
                {"#/query/source",
                 "A source is 1 to 64 letters, digits, dots, underscores and hyphens, and begins with a "
                 "letter or a digit."});
    }
    if (requested.platform) {
        options.platform = option_platform(*requested.platform);
        if (options.platform->empty())
            faults.push_back(
                {"#/query/platform",
                 "A platform is 1 to 64 printable ASCII characters, such as google_ads or meta_ads."});
    }
    options.collisions = requested.collisions;
    options.value_per_conversion_micros = requested.value_per_conversion_micros;
    if (options.value_per_conversion_micros.value_or(0) < 0)
        faults.push_back({"#/query/value_per_conversion", "The value of a conversion must not be negative."});
    resolve_versions(requested, options, faults);
    resolve_columns(requested, options, faults);
    options.conventions = {requested.decimal, requested.date_order};
    options.spread = requested.spread.value_or(Spread::none);
    options.accounts = requested.accounts;
    options.promotions = requested.promotions;
    if (requested.currency) {
        options.currency = upper_ascii(*requested.currency);
        if (!is_currency(options.currency))
            faults.push_back({"#/query/currency", "This is no currency of ISO 4217, such as USD or EUR."});
    }
    if (requested.time_zone) {
        options.time_zone = *requested.time_zone;
        if (!is_time_zone(options.time_zone))
            faults.push_back({"#/query/time_zone",
                              "This is no time zone of the IANA database, such as UTC or America/New_York."});
    }
    if (!faults.empty()) return invalid_argument("Some options of the batch are wrong.", std::move(faults));
    return options;
}

Result<void> check_idempotency_key(std::string_view key) {
    if (!key.empty() && key.size() <= idempotency_key_bytes_max &&
        std::all_of(key.begin(), key.end(), is_printable))
        return {};
    return invalid_argument(
        "The Idempotency-Key is wrong.",
        {{"#/header/Idempotency-Key", "It must be 1 to 255 printable ASCII characters."}});
}

std::string request_text(const std::string& body_hash, BodyFormat format, const RequestedOptions& options) {
    std::string text;
    // Where a value may hold anything its length stands before it, so that no two requests have one text.
    const auto line = [&](std::string_view value) { text.append(value).push_back('\n'); };
    const auto free_text = [&](const std::string& name, const std::optional<std::string>& value) {
        if (value) line(name + std::to_string(value->size()) + ':' + *value);
    };
    line(body_hash);
    line(name_of(format));
    line(options.source.value_or(""));
    line(options.platform.value_or(""));
    line(options.collisions ? name_of(*options.collisions) : "");
    line(options.value_per_conversion_micros ? std::to_string(*options.value_per_conversion_micros) : "");
    line(options.currency.value_or(""));
    line(options.time_zone.value_or(""));
    free_text("version_column ", options.version_column);
    free_text("complete_for ", options.complete_for);
    for (const std::string& choice : options.map) free_text("map ", choice);
    free_text("profile ", options.profile);
    if (options.decimal) line("decimal " + std::string(name_of(*options.decimal)));
    if (options.spread) line("spread " + std::string(name_of(*options.spread)));
    if (options.date_order) line("date_order " + std::string(name_of(*options.date_order)));
    return text;
}

}  // namespace insightflow
