#include "domain/ingestion/column_map.hpp"

#include <algorithm>

namespace insightflow {

ColumnMap::ColumnMap(std::string_view version_heading)
    : version_heading_(normalise_heading(version_heading)) {
    column_of_.fill(none);
}

std::optional<Error> ColumnMap::extend(const std::vector<std::string>& columns) {
    for (; columns_seen_ < columns.size(); ++columns_seen_) {
        const std::string& heading = columns[columns_seen_];
        const auto field = field_of_heading(heading);
        if (!version_heading_.empty() && normalise_heading(heading) == version_heading_) {
            if (has_versions())
                return invalid_argument("the columns '" + columns[version_column_] + "' and '" + heading +
                                        "' both hold versions: leave one of them out");
            version_column_ = columns_seen_;
            if (!field) continue;
        }
        if (!field) {
            unknown_.push_back({columns_seen_, heading});
            continue;
        }
        if (has(*field)) {
            return invalid_argument("the columns '" + columns[column(*field)] + "' and '" + heading +
                                    "' both mean " + std::string(name_of(*field)) +
                                    ": leave one of them out");
        }
        column_of_[static_cast<std::size_t>(*field)] = columns_seen_;
    }
    return std::nullopt;
}

std::optional<Error> ColumnMap::missing(bool platform_given) const {
    if (!has(Field::date) && !has(Field::timestamp)) {
        return invalid_argument("no column holds the date: name one 'date' or 'timestamp'");
    }
    if (std::ranges::none_of(all_measures, [this](Measure measure) { return has(field_of(measure)); })) {
        return invalid_argument(
            "no column holds a measure: name one impressions, clicks, cost, revenue, conversions or "
            "new_customers");
    }
    if (!has(Field::platform) && !platform_given) {
        return invalid_argument(
            "no column holds the platform: name one 'platform', or give the option platform");
    }
    if (!version_heading_.empty() && !has_versions()) {
        return invalid_argument("no column is named '" + version_heading_ +
                                "', as the option version_column says");
    }
    return std::nullopt;
}

}  // namespace insightflow
