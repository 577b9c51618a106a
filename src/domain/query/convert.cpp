#include "domain/query/convert.hpp"

#include <algorithm>
#include <map>

#include "domain/query/answer.hpp"
#include "domain/query/planner.hpp"

namespace insightflow {
namespace {

using KeyTexts = std::vector<std::optional<std::string>>;

// The plan's keys come first, then the currency and the day of its rate, then the names.
const std::string& currency_of(const GroupSums& cell, const FactsPlan& cells_plan) {
    return cell.key[cells_plan.keys.size() - 2].value();
}

// Nothing where the money is in the wanted currency.
std::optional<Day> day_of(const GroupSums& cell, const FactsPlan& cells_plan) {
    const auto& text = cell.key[cells_plan.keys.size() - 1];
    return text ? parse_day(*text) : std::nullopt;
}

bool has_any(const GroupSums& cell, std::span<const Part> parts) {
    return std::ranges::any_of(parts, [&](Part part) { return cell.sums.of(part).rows > 0; });
}

// The money that the query's metrics are made of.
std::vector<Part> asked_money(const MetricQuery& query) {
    std::vector<Part> asked;
    for (const Metric metric : query.metrics) {
        const MetricDefinition& definition = definition_of(metric);
        for (const Part part : money_parts)
            if (definition.plus == part || definition.minus == part || definition.divisor == part)
                asked.push_back(part);
    }
    return asked;
}

void rate(GroupSums& cell, const std::optional<Factor>& factor) {
    RatedMoney& rated = cell.sums.rated.emplace();
    for (std::size_t i = 0; i < money_parts.size(); ++i) {
        PartSum& part = cell.sums.of(money_parts[i]);
        if (factor && part.sum)
            rated.sums[factor->value][i] = *part.sum;
        else
            rated.lacks_rate[i] = part.sum.has_value();
        part.sum.reset();
    }
}

}  // namespace

bool wants_conversion(const MetricQuery& query) {
    const auto asks_money = [](Metric metric) { return involves_money(definition_of(metric)); };
    return std::ranges::any_of(query.metrics, asks_money) &&
           std::ranges::find(query.dimensions, Dimension::currency) == query.dimensions.end();
}

FactsPlan cells_plan(const FactsPlan& plan, const std::string& currency) {
    FactsPlan cells = plan;
    cells.keys.push_back(KeyColumn::currency);
    cells.keys.push_back(KeyColumn::rate_day);
    cells.converts_into = currency;
    cells.groups_max = converted_cells_max;
    return cells;
}

NeededRates needed_rates(const std::vector<GroupSums>& cells, const FactsPlan& cells_plan) {
    NeededRates needed;
    for (const GroupSums& cell : cells) {
        const auto day = day_of(cell, cells_plan);
        if (!day || !has_any(cell, money_parts)) continue;
        needed.currencies.insert(currency_of(cell, cells_plan));
        needed.days.from = std::min(needed.days.from.value_or(*day - rate_age_max), *day - rate_age_max);
        needed.days.to = std::max(needed.days.to.value_or(*day), *day);
    }
    if (!needed.currencies.empty()) needed.currencies.insert(cells_plan.converts_into.value());
    return needed;
}

Result<ConvertedGroups> converted_groups(const std::vector<GroupSums>& cells, const MetricQuery& query,
                                         const FactsPlan& plan, const FactsPlan& cells_plan,
                                         const RateTable& rates) {
    const std::vector<Part> asked = asked_money(query);
    ConvertedGroups out{{}, {cells_plan.converts_into.value(), {}, {}, {}}};
    std::map<KeyTexts, GroupSums> groups;
    if (plan.keys.empty()) groups[{}];
    const auto names_begin = static_cast<std::ptrdiff_t>(cells_plan.keys.size());
    for (GroupSums cell : cells) {
        const KeyTexts key(cell.key.begin(), cell.key.begin() + names_begin - 2);
        if (has_any(cell, money_parts)) {
            const std::string& currency = currency_of(cell, cells_plan);
            const Day day = day_of(cell, cells_plan).value_or(Day{});
            const auto factor = rates.factor(currency, out.conversion.into, day);
            const bool is_asked = has_any(cell, asked);
            if (is_asked) out.conversion.from.insert(currency);
            if (is_asked && !factor) out.conversion.without.emplace(day, currency);
            if (is_asked && factor && factor->is_older) out.conversion.older.emplace(day, currency);
            rate(cell, factor);
            cell.sums.first_currency = cell.sums.last_currency = out.conversion.into;
        }
        GroupSums& group = groups[key];
        group.key.resize(plan.keys.size() + plan.names.size());
        std::copy(key.begin(), key.end(), group.key.begin());
        for (std::size_t i = 0; i < plan.names.size(); ++i) {
            auto& name = group.key[plan.keys.size() + i];
            name = std::max(name, cell.key[cells_plan.keys.size() + i]);
        }
        add(group.sums, cell.sums);
    }
    if (!plan.keys.empty() && groups.size() > plan.groups_max) return too_many_groups(plan);
    for (auto& [key, group] : groups) out.groups.push_back(std::move(group));
    return out;
}

}  // namespace insightflow
