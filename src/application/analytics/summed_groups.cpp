#include "application/analytics/summed_groups.hpp"

namespace insightflow {
namespace {

Result<SummedGroups> converted(const MetricQuery& query, const FactsPlan& plan, const std::string& currency,
                               const AnalyticsPorts& ports, std::stop_token stop) {
    const FactsPlan by_day = cells_plan(plan, currency);
    const auto cells = ports.facts->run(by_day, stop);
    if (!cells) return cells.error();
    const NeededRates needed = needed_rates(*cells, by_day);
    RateTable rates;
    if (!needed.currencies.empty()) {
        auto known = ports.rates->table(plan.workspace, needed.currencies, needed.days);
        if (!known) return known.error();
        rates = std::move(*known);
    }
    auto groups = converted_groups(*cells, query, plan, by_day, rates);
    if (!groups) return groups.error();
    return SummedGroups{std::move(groups->groups), std::move(groups->conversion)};
}

}  // namespace

Result<SummedGroups> summed_groups(const MetricQuery& query, const FactsPlan& plan,
                                   const AnalyticsPorts& ports, std::stop_token stop) {
    if (ports.rates != nullptr && wants_conversion(query))
        if (const auto currency = ports.reporting_currency(plan.workspace))
            return converted(query, plan, *currency, ports, stop);
    auto groups = ports.facts->run(plan, stop);
    if (!groups) return groups.error();
    return SummedGroups{std::move(*groups), {}};
}

}  // namespace insightflow
