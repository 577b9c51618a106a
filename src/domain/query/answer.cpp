#include "domain/query/answer.hpp"

#include <algorithm>

#include "domain/query/planner.hpp"

namespace insightflow {

void add(PartSums& total, const PartSums& group) {
    if (group.rated) {
        if (!total.rated) total.rated.emplace();
        for (const auto& [factor, sums] : group.rated->sums)
            for (std::size_t i = 0; i < sums.size(); ++i) total.rated->sums[factor][i] += sums[i];
        for (std::size_t i = 0; i < money_parts.size(); ++i)
            if (group.rated->lacks_rate[i]) total.rated->lacks_rate[i] = true;
    }
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

namespace {

ExactNumber share(Int128 part, Int128 whole) { return rounded({part, whole}, ratio_decimals); }

std::string rates_warning(const Conversion& conversion) {
    const auto& [day, currency] = *conversion.without.begin();
    std::string text = "Money is null where it holds " + currency + " of " + day_text(day);
    if (const std::size_t others = conversion.without.size() - 1; others > 0)
        text += " (and likewise " + std::to_string(others) + (others == 1 ? " other day" : " other days") +
                " of a currency)";
    return text + ": there is no rate to " + conversion.into + " of that day or the " +
           std::to_string(rate_age_max.count()) + " days before it. PUT /api/v1/fx takes rates.";
}

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

// Nothing where none is estimated, and where that is not known.
std::optional<ExactNumber> estimated_share(const PartSums& total) {
    const MetricParts parts(total);
    if (total.mixed_currencies() || total.of(Part::estimated_revenue).rows == 0 ||
        parts.is_null(Part::revenue) || parts.is_zero(Part::revenue) ||
        parts.is_null(Part::estimated_revenue))
        return std::nullopt;
    return (parts.exact(Part::estimated_revenue) / parts.exact(Part::revenue)).rounded(ratio_decimals);
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
    if (uses(query, Part::revenue)) facts.estimated_revenue_share = estimated_share(total);
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
                          const std::vector<GroupSums>& groups, const std::optional<Conversion>& conversion) {
    QueryAnswer answer;
    for (const std::string_view name : key_names(plan)) answer.key_names.emplace_back(name);
    PartSums total;
    bool any_group_mixed = false;
    for (const GroupSums& group : groups) {
        AnswerRow row{group.key, {}};
        const MetricParts parts(group.sums);
        for (const Metric metric : query.metrics) row.values.push_back(derive(metric, parts));
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
    answer.facts.conversion = conversion;
    if (conversion && !conversion->without.empty())
        answer.facts.warnings.push_back(rates_warning(*conversion));
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
