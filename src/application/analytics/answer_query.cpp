#include "application/analytics/answer_query.hpp"

#include "domain/query/planner.hpp"

namespace insightflow {

Result<QueryAnswer> answer_query(const MetricQuery& query, const AuthorisedScope& scope,
                                 AnalyticsStore& store, std::stop_token stop) {
    if (const auto checked = check(query); !checked) return checked.error();
    const FactsPlan facts_plan = plan(query, scope.workspace);
    const auto groups = store.run(facts_plan, stop);
    if (!groups) return groups.error();
    QueryAnswer answer = derive_answer(query, facts_plan, *groups);
    warn_of_overlaps(answer, facts_plan, store, stop);
    return answer;
}

void warn_of_overlaps(QueryAnswer& answer, const FactsPlan& plan, AnalyticsStore& store,
                      std::stop_token stop) {
    const auto overlaps = store.overlaps(plan, stop);
    if (!overlaps) {
        answer.facts.warnings.emplace_back(
            "Sources that cover the same account and days were not looked for: " + overlaps.error().message +
            ".");
    } else if (auto warning = overlap_warning(*overlaps)) {
        answer.facts.warnings.push_back(std::move(*warning));
    }
}

}  // namespace insightflow
