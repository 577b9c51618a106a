#include "domain/query/answer.hpp"

#include <algorithm>

#include "domain/query/planner.hpp"

namespace insightflow {
namespace {

void add(PartSums& total, const PartSums& group) {
    for (std::size_t i = 0; i < part_count; ++i) {
        const PartSum& from = group.parts[i];
        PartSum& to = total.parts[i];
        if (from.sum) to.sum = to.sum.value_or(0) + *from.sum;
        to.rows += from.rows;
    }
    total.rows += group.rows;
    if (group.first_currency && (!total.first_currency || *group.first_currency < *total.first_currency))
        total.first_currency = group.first_currency;
    if (group.last_currency && (!total.last_currency || *group.last_currency > *total.last_currency))
        total.last_currency = group.last_currency;
}

ExactNumber share(Int128 part, Int128 whole) { return rounded({part, whole}, ratio_decimals); }

// Null sorts last; otherwise byte order.
bool key_before(const AnswerRow& left, const AnswerRow& right) {
    for (std::size_t i = 0; i < left.key.size(); ++i) {
        const auto& a = left.key[i];
        const auto& b = right.key[i];
        if (a == b) continue;
        return a && (!b || *a < *b);
    }
    return false;
}

void sort_rows(std::vector<AnswerRow>& rows, const MetricQuery& query) {
    std::vector<std::pair<std::size_t, bool>> columns;
    for (const Order& order : query.order) {
        const auto at = std::find(query.metrics.begin(), query.metrics.end(), order.metric);
        columns.emplace_back(static_cast<std::size_t>(at - query.metrics.begin()), order.descending);
    }
    std::sort(rows.begin(), rows.end(), [&columns](const AnswerRow& left, const AnswerRow& right) {
        for (const auto& [column, descending] : columns) {
            const auto& a = left.values[column].exact;
            const auto& b = right.values[column].exact;
            if (!a || !b) {
                if (a.has_value() != b.has_value()) return a.has_value();
                continue;
            }
            if (const auto order = *a <=> *b; order != 0) return (order < 0) != descending;
        }
        return key_before(left, right);
    });
}

bool asks_for(const MetricQuery& query, Metric metric) {
    return std::find(query.metrics.begin(), query.metrics.end(), metric) != query.metrics.end();
}

bool uses(const MetricQuery& query, Part part) {
    return std::any_of(query.metrics.begin(), query.metrics.end(), [part](Metric metric) {
        const MetricDefinition& definition = definition_of(metric);
        return definition.plus == part || definition.minus == part || definition.divisor == part;
    });
}

AnswerFacts facts_of(const MetricQuery& query, const PartSums& total, bool any_group_mixed) {
    AnswerFacts facts;
    facts.rows = total.rows;
    facts.mixed_currencies = total.mixed_currencies();
    if (!facts.mixed_currencies) facts.currency = total.first_currency;
    for (const Measure measure : all_measures) {
        const auto part = static_cast<Part>(measure);
        const PartSum& sum = total.of(part);
        if (uses(query, part) && sum.rows > 0 && sum.rows < total.rows)
            facts.coverage.emplace_back(measure, share(sum.rows, total.rows));
    }
    const auto& revenue = total.of(Part::revenue).sum;
    const auto& estimated = total.of(Part::estimated_revenue);
    if (uses(query, Part::revenue) && !facts.mixed_currencies && estimated.rows > 0 && revenue &&
        *revenue != 0)
        facts.estimated_revenue_share = share(estimated.sum.value_or(0), *revenue);
    const std::int64_t divisor_rows = total.of(Part::acquired).rows;
    const std::int64_t fallback_rows = divisor_rows - total.of(Part::new_customers).rows;
    if (asks_for(query, Metric::cac) && fallback_rows > 0)
        facts.cac_fallback_share = share(fallback_rows, divisor_rows);
    const bool money_asked = std::any_of(query.metrics.begin(), query.metrics.end(),
                                         [](Metric metric) { return involves_money(definition_of(metric)); });
    if (any_group_mixed && money_asked)
        facts.warnings.push_back("Money is null where rows are in several currencies (" +
                                 *total.first_currency + " to " + *total.last_currency +
                                 "); group by currency to see it per currency.");
    return facts;
}

}  // namespace

GroupSums merged(const std::vector<GroupSums>& groups) {
    GroupSums all;
    for (const GroupSums& group : groups) add(all.sums, group.sums);
    return all;
}

QueryAnswer derive_answer(const MetricQuery& query, const FactsPlan& plan,
                          const std::vector<GroupSums>& groups) {
    QueryAnswer answer;
    for (const std::string_view name : key_names(plan)) answer.key_names.emplace_back(name);
    PartSums total;
    bool any_group_mixed = false;
    for (const GroupSums& group : groups) {
        AnswerRow row{group.key, {}};
        for (const Metric metric : query.metrics) row.values.push_back(derive(metric, group.sums));
        answer.rows.push_back(std::move(row));
        add(total, group.sums);
        any_group_mixed = any_group_mixed || group.sums.mixed_currencies();
    }
    sort_rows(answer.rows, query);
    if (query.limit > 0 && answer.rows.size() > query.limit) {
        answer.rows.resize(query.limit);
        answer.more_rows = true;
    }
    answer.facts = facts_of(query, total, any_group_mixed);
    answer.facts.as_of = plan.as_of;
    return answer;
}

std::optional<std::string> overlap_warning(const std::vector<SourceOverlap>& overlaps) {
    if (overlaps.empty()) return std::nullopt;
    const SourceOverlap& first = overlaps.front();
    std::string text = "The sources ";
    for (const std::string& source : first.sources)
        text.append(&source == &first.sources.front() ? "\"" : " and \"").append(source).append("\"");
    text += " cover the same days of " + first.platform;
    text += first.account_id ? " account \"" + *first.account_id + "\"" : " without an account";
    text += " (" + day_text(first.first_day) + " to " + day_text(first.last_day) + ")";
    if (const std::size_t others = overlaps.size() - 1; others > 0) {
        text.append(", and likewise ").append(overlaps.size() < overlaps_max ? "" : "at least ");
        text.append(std::to_string(others)).append(others == 1 ? " other account" : " other accounts");
    }
    return text + ": what they both report is counted twice. Name one with source=.";
}

}  // namespace insightflow
