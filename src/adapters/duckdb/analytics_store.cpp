#include "adapters/duckdb/analytics_store.hpp"

#include <algorithm>
#include <string>

#include "adapters/duckdb/group_rows.hpp"
#include "adapters/sql_text/facts_sql.hpp"
#include "domain/query/planner.hpp"

namespace insightflow::duckdb {
namespace {

// Accounts are entries of a source each.
constexpr std::string_view find_shared_account = R"sql(
SELECT 1 FROM account WHERE workspace = $1 GROUP BY platform_id, account_id HAVING count(*) > 1 LIMIT 1)sql";

// A row of one account and source; false where it begins one overlap too many.
bool add_source(std::vector<SourceOverlap>& overlaps, Rows& rows) {
    const std::string_view platform = rows.text(0);
    auto account = rows.text_or_null(1);
    const bool same =
        !overlaps.empty() && overlaps.back().platform == platform && overlaps.back().account_id == account;
    if (!same && overlaps.size() == overlaps_max) return false;
    if (!same) overlaps.push_back({std::string(platform), std::move(account), {}, rows.day(3), rows.day(4)});
    SourceOverlap& overlap = overlaps.back();
    overlap.sources.emplace_back(rows.text(2));
    overlap.first_day = std::min(overlap.first_day, rows.day(3));
    overlap.last_day = std::max(overlap.last_day, rows.day(4));
    return true;
}

}  // namespace

Result<std::vector<GroupSums>> DuckAnalyticsStore::run(const FactsPlan& plan, std::stop_token stop) {
    using Groups = Result<std::vector<GroupSums>>;
    return guard_.run<std::vector<GroupSums>>([&]() -> Groups {
        const sql_text::SqlQuery query = sql_text::facts_query(plan);
        const auto reader = readers_.lend(stop);
        Rows rows = reader->run(query.text, params_of(query.params), stop);
        std::vector<GroupSums> groups;
        while (rows.next()) groups.push_back(read_group(rows, plan.keys.size() + plan.names.size()));
        if (!plan.keys.empty() && groups.size() > plan.groups_max) return too_many_groups(plan);
        return groups;
    });
}

Result<std::vector<SourceOverlap>> DuckAnalyticsStore::overlaps(const FactsPlan& plan, std::stop_token stop) {
    using Overlaps = Result<std::vector<SourceOverlap>>;
    return guard_.run<std::vector<SourceOverlap>>([&]() -> Overlaps {
        const auto reader = readers_.lend(stop);
        // Mostly none is, and then the facts need not be looked at.
        std::vector<SourceOverlap> overlaps;
        if (!reader->run(find_shared_account, {plan.workspace.value}, stop).next()) return overlaps;
        const sql_text::SqlQuery query = sql_text::overlap_query(plan);
        Rows rows = reader->run(query.text, params_of(query.params), stop);
        while (rows.next()) {
            if (!add_source(overlaps, rows)) break;
        }
        return overlaps;
    });
}

}  // namespace insightflow::duckdb
