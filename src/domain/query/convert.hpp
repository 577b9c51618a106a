// Answers in one currency: which sums are asked of the facts, and how they become the groups of the plan with
// their money by the rates of its days. Nothing is rounded here.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "domain/metrics/part_sums.hpp"
#include "domain/money/rates.hpp"
#include "domain/query/metric_query.hpp"
#include "domain/query/plan.hpp"

namespace insightflow {

// Most sums, one per group, day and currency, that a conversion may read: what it takes in memory and, with
// rates that have nothing in common, in time.
inline constexpr std::size_t converted_cells_max = 200'000;

// Whether money is asked for, and not by currency: amounts that are grouped by their currency stay in it.
bool wants_conversion(const MetricQuery& query);

// The plan with its groups divided by currency and, where that is another than the wanted one, by day.
FactsPlan cells_plan(const FactsPlan& plan, const std::string& currency);

// The rates that the cells need.
struct NeededRates {
    std::set<std::string> currencies{};
    DayRange
        days{};  // with those before that a day may take its rate from; both ends set where any is needed
};
NeededRates needed_rates(const std::vector<GroupSums>& cells, const FactsPlan& cells_plan);

// What is to be said of a conversion beside its answer.
struct Conversion {
    std::string into{};
    std::set<std::string> from{};  // currencies of the money, `into` among them where some is in it
    std::set<std::pair<Day, std::string>> older{};  // money of these had no rate of its day, but an older one
    std::set<std::pair<Day, std::string>> without{};  // and of these none
    friend bool operator==(const Conversion&, const Conversion&) = default;
};

struct ConvertedGroups {
    std::vector<GroupSums> groups{};
    Conversion conversion{};
};

// cells: the answer to cells_plan(plan, ...). Names may differ from cell to cell of a group: the greatest
// stays. Errors: too_many_groups().
Result<ConvertedGroups> converted_groups(const std::vector<GroupSums>& cells, const MetricQuery& query,
                                         const FactsPlan& plan, const FactsPlan& cells_plan,
                                         const RateTable& rates);

}  // namespace insightflow
