#include "application/analytics/answer_query.hpp"

#include "domain/query/planner.hpp"

namespace insightflow {

Result<QueryAnswer> answer_query(const MetricQuery& query, const AuthorisedScope& scope,
                                 AnalyticsStore& store, std::stop_token stop) {
    if (const auto checked = check(query); !checked) return checked.error();
    const FactsPlan facts_plan = plan(query, scope.workspace);
    auto groups = store.run(facts_plan, stop);
    if (!groups) return groups.error();
    return derive_answer(query, facts_plan, *groups);
}

}  // namespace insightflow
