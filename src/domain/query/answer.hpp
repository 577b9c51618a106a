// From summed groups to an answer: metrics derived, rows ordered and cut, what qualifies the numbers said
// beside them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/metrics/catalogue.hpp"
#include "domain/metrics/part_sums.hpp"
#include "domain/query/convert.hpp"
#include "domain/query/metric_query.hpp"

namespace insightflow {

// One row: key as the plan's key_names, one value per metric of the query, in its order.
struct AnswerRow {
    std::vector<std::optional<std::string>> key{};
    std::vector<MetricValue> values{};
};

// What an analyst must know to trust the numbers. Shares are exact fractions rounded to ratio_decimals.
struct AnswerFacts {
    std::int64_t rows = 0;                  // fact rows behind the answer
    std::optional<std::string> currency{};  // of all money; nullopt where there is none or it is mixed
    bool mixed_currencies = false;
    std::vector<std::pair<Measure, ExactNumber>>
        coverage{};  // measures that only part of the rows carry, with that share of rows
    std::optional<ExactNumber> estimated_revenue_share{};  // share of revenue written from
                                                           // value_per_conversion; nullopt where none is
                                                           // or money is mixed
    std::optional<ExactNumber>
        cac_fallback_share{};  // share of the rows behind CAC that counted conversions; nullopt where none
    std::optional<std::int64_t> as_of{};     // the commit asked for; nullopt: as it is now
    std::optional<Conversion> conversion{};  // where money is converted
    std::vector<std::string> warnings{};
};

struct QueryAnswer {
    std::vector<std::string> key_names{};
    std::vector<AnswerRow> rows{};
    AnswerFacts facts{};
    bool more_rows = false;  // limit cut the rows
};

// Adds the group's sums to the total's. Where one of them has its money by rates, so has the other.
void add(PartSums& total, const PartSums& group);

// All groups as one, without a key.
GroupSums merged(const std::vector<GroupSums>& groups);

QueryAnswer derive_answer(const MetricQuery& query, const FactsPlan& plan,
                          const std::vector<GroupSums>& groups,
                          const std::optional<Conversion>& conversion = {});

// What is to be said of overlaps beside an answer; nothing where there are none.
std::optional<std::string> overlap_warning(const std::vector<SourceOverlap>& overlaps);

}  // namespace insightflow
