// Which measures a batch carries, and what it means for a source that used to carry more: a restatement
// replaces the whole row, so a measure that the new file lacks becomes null.
#pragma once

#include <cstdint>
#include <vector>

#include "domain/ingestion/batch_report.hpp"
#include "domain/ingestion/fact_columns.hpp"

namespace insightflow {

// One bit per Measure, in the enum's order.
using MeasureSet = std::uint32_t;

// The measures that at least one row carries.
MeasureSet measures_of(const FactColumns& facts);

// One warning, code "missing_measure", for each measure of used_to_carry that is not in carries. rows of each
// is restated_rows: the rows that were replaced by ones without it.
std::vector<Warning> missing_measures(MeasureSet used_to_carry, MeasureSet carries,
                                      std::int64_t restated_rows);

}  // namespace insightflow
