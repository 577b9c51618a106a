// What the analytics routes have in common: which rows are asked for, and by what they are grouped. Older
// names of parameters mean the same as the newer ones.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "application/analytics/as_of.hpp"
#include "domain/base/result.hpp"
#include "domain/query/dimension.hpp"
#include "domain/query/plan.hpp"
#include "http/core/endpoint.hpp"
#include "http/core/field.hpp"

namespace insightflow {

constexpr auto enum_names(Dimension) {
    std::array<std::pair<Dimension, std::string_view>, dimension_count> names{};
    for (std::size_t i = 0; i < dimension_count; ++i) names[i] = {all_dimensions[i], dimension_names[i]};
    return names;
}

}  // namespace insightflow

namespace insightflow::http {

inline constexpr Bounds name_bounds{.min = 1, .max = 256};

inline constexpr std::string_view as_of_doc =
    "As it was shown then: right after a batch (its id) or a commit (its number), at a time (with its "
    "offset), "
    "or at the end of a day in the workspace's time zone. Without it: as it is now.";
inline constexpr Bounds as_of_bounds{.min = 1, .max = 64};

// Of routes that take as_of.
inline std::vector<ErrorCode> errors_of_analytics() {
    return {ErrorCode::not_found, ErrorCode::conflict, ErrorCode::deadline_exceeded};
}

// Nothing where the caller does not say.
Result<std::optional<std::int64_t>> commit_of(const std::optional<std::string>& as_of, const Call& call,
                                              const AsOf& resolve);

struct RowsQuery {
    std::optional<Day> from{}, to{}, start_date{}, end_date{};
    std::optional<std::string> campaign_id{}, platform{}, source{}, as_of{};
    std::vector<Dimension> group_by{};

    static constexpr auto fields_with(std::string_view from_doc, std::string_view to_doc,
                                      std::string_view group_doc) {
        using Q = RowsQuery;
        return std::tuple{
            defaulted("from", &Q::from, from_doc),
            defaulted("to", &Q::to, to_doc),
            defaulted("start_date", &Q::start_date, "Older name of from."),
            defaulted("end_date", &Q::end_date, "Older name of to."),
            defaulted("campaign_id", &Q::campaign_id, "Only campaigns of this id.", name_bounds),
            defaulted("platform", &Q::platform, "Only this ad platform, in any of its spellings.",
                      name_bounds),
            defaulted("source", &Q::source, "Only this source.", name_bounds),
            defaulted("group_by", &Q::group_by, group_doc, {.count_max = dimension_count}),
            defaulted("as_of", &Q::as_of, as_of_doc, as_of_bounds),
        };
    }
};

// A fault where an end of the range is given under both its names.
DayRange range_of(const RowsQuery& asked, std::vector<Fault>& faults);

std::vector<RowFilter> filters_of(const RowsQuery& asked);

}  // namespace insightflow::http
