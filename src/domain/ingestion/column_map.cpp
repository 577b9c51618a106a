#include "domain/ingestion/column_map.hpp"

#include <algorithm>

namespace insightflow {

std::optional<Error> ColumnMap::extend(const std::vector<std::string>& columns) {
    for (; columns_seen_ < columns.size(); ++columns_seen_) {
        const std::string& heading = columns[columns_seen_];
        const auto field = field_of_heading(heading);
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
    return std::nullopt;
}

}  // namespace insightflow
