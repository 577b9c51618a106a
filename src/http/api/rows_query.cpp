#include "http/api/rows_query.hpp"

#include "domain/ingestion/platforms.hpp"

namespace insightflow::http {
namespace {

// Two names of one thing: only one of them may be given.
std::optional<Day> either(const std::optional<Day>& name, const std::optional<Day>& older_name,
                          std::string_view older, std::string_view newer, std::vector<Fault>& faults) {
    if (name && older_name)
        faults.push_back({"#/query/" + std::string(older),
                          "is an older name of " + std::string(newer) + ": give only one of them"});
    return name ? name : older_name;
}

}  // namespace

Result<std::optional<std::int64_t>> commit_of(const std::optional<std::string>& as_of, const Call& call,
                                              const AsOf& resolve) {
    if (!as_of) return std::optional<std::int64_t>{};
    const auto commit = resolve(*as_of, call.scope, call.now);
    if (!commit) return commit.error();
    return std::optional(*commit);
}

DayRange range_of(const RowsQuery& asked, std::vector<Fault>& faults) {
    return {either(asked.from, asked.start_date, "start_date", "from", faults),
            either(asked.to, asked.end_date, "end_date", "to", faults)};
}

std::vector<RowFilter> filters_of(const RowsQuery& asked) {
    std::vector<RowFilter> filters;
    if (asked.campaign_id) filters.push_back({KeyColumn::campaign_id, {*asked.campaign_id}});
    if (asked.platform) filters.push_back({KeyColumn::platform, {normalise_platform(*asked.platform)}});
    if (asked.source) filters.push_back({KeyColumn::source, {*asked.source}});
    return filters;
}

}  // namespace insightflow::http
