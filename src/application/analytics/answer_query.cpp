#include "application/analytics/answer_query.hpp"

#include "domain/quality/answer_warnings.hpp"
#include "domain/query/planner.hpp"

namespace insightflow {

Result<QueryAnswer> answer_query(const MetricQuery& query, const AuthorisedScope& scope,
                                 const AnalyticsPorts& ports, std::stop_token stop) {
    if (const auto checked = check(query); !checked) return checked.error();
    const FactsPlan facts_plan = plan(query, scope.workspace);
    const auto summed = summed_groups(query, facts_plan, ports, stop);
    if (!summed) return summed.error();
    QueryAnswer answer = derive_answer(query, facts_plan, summed->groups, summed->conversion);
    warn_of_quality(answer, facts_plan, ports, stop);
    return answer;
}

void warn_of_quality(QueryAnswer& answer, const FactsPlan& plan, const AnalyticsPorts& ports,
                     std::stop_token stop) {
    warn_of_overlaps(answer, plan, *ports.facts, std::move(stop));
    if (!ports.quality_findings || plan.as_of) return;
    const auto findings = ports.quality_findings(plan.workspace);
    if (!findings) return;
    for (std::string& warning : quality_warnings(*findings, plan))
        answer.facts.warnings.push_back(std::move(warning));
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
