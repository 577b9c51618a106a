#include "application/analytics/trend_report.hpp"

#include <algorithm>

#include "domain/query/planner.hpp"
#include "domain/query/series.hpp"

namespace insightflow {
namespace {

// The first day that a date can be written for.
constexpr Day first_day = std::chrono::year{1} / 1 / 1;

Result<DayRange> range_of(const TrendQuestion& question, Day today) {
    const Day to = question.range.to.value_or(today);
    if (std::find(question.group_by.begin(), question.group_by.end(), Dimension::date) !=
        question.group_by.end())
        return invalid_argument("The query contradicts itself.",
                                {{"#/query/group_by", "date is always grouped by, in buckets of grain"}});
    if (question.range.from && question.days)
        return invalid_argument("The query contradicts itself.",
                                {{"#/query/days", "counts back from the end: give it or from, not both"}});
    if (question.range.from && !question.range.to && *question.range.from > today)
        return invalid_argument(
            "The query contradicts itself.",
            {{"#/query/from", "is after today (" + day_text(today) + "): give to as well"}});
    const std::chrono::days days{question.days.value_or(trend_days_default)};
    return DayRange{question.range.from.value_or(std::max(first_day, to - days + std::chrono::days{1})), to};
}

Result<MetricQuery> query_of(const TrendQuestion& question, const DayRange& range) {
    MetricQuery query;
    query.metrics = question.metrics;
    query.dimensions = {Dimension::date};
    query.dimensions.insert(query.dimensions.end(), question.group_by.begin(), question.group_by.end());
    query.filters = question.filters;
    query.range = range;
    query.grain = question.grain;
    query.as_of = question.as_of;
    if (const auto checked = check(query); !checked) return checked.error();
    return query;
}

}  // namespace

Result<TrendReport> trend_report(const TrendQuestion& question, const AuthorisedScope& scope,
                                 const AnalyticsPorts& ports, const Today& today, std::stop_token stop) {
    const auto range = range_of(question, today(scope.workspace));
    if (!range) return range.error();
    const auto query = query_of(question, *range);
    if (!query) return query.error();
    const FactsPlan facts_plan = plan(*query, scope.workspace);
    auto summed = summed_groups(*query, facts_plan, ports, stop);
    if (!summed) return summed.error();
    const auto series = with_every_bucket(std::move(summed->groups), facts_plan);
    if (!series) return series.error();
    TrendReport report{derive_answer(*query, facts_plan, *series, summed->conversion), *range->from,
                       *range->to};
    warn_of_quality(report.answer, facts_plan, ports, stop);
    return report;
}

}  // namespace insightflow
