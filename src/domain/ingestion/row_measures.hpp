// What a row reports, read and judged.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "domain/ingestion/column_map.hpp"
#include "domain/ingestion/conventions.hpp"
#include "domain/ingestion/fact_columns.hpp"
#include "domain/ingestion/row_findings.hpp"
#include "domain/metrics/measure.hpp"

namespace insightflow {

// Counts as they are, everything else in micros; a value means something only where present.
// revenue_estimated: revenue was written from value_per_conversion.
struct RowMeasures {
    std::array<std::int64_t, measure_count> value{};
    std::array<bool, measure_count> present{};
    // Of the source's own, by the number of their promotion.
    std::array<std::int64_t, own_measures_max> own_value{};
    std::array<bool, own_measures_max> own_present{};
    bool revenue_estimated = false;
};

// Negative counts are faults; other negative values, more clicks than impressions and the like are warnings.
// Where revenue is empty and conversions are not, revenue = conversions x value_per_conversion.
RowMeasures read_measures(const RowView& row, const Conventions& conventions,
                          std::optional<std::int64_t> value_per_conversion_micros, RowFindings& findings);

// Adds a row to the columns of its measures; those of the source's own are there already.
void append(FactColumns& facts, const RowMeasures& measures);

}  // namespace insightflow
