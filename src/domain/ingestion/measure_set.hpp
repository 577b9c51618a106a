// Which measures a batch carries, and what it means for a source that used to carry more: a restatement
// replaces the whole row, so a measure that the new file lacks becomes null.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "domain/ingestion/batch_report.hpp"
#include "domain/ingestion/fact_columns.hpp"

namespace insightflow {

// One bit per Measure, in the enum's order, then one per measure of a source's own.
using MeasureSet = std::uint32_t;
constexpr MeasureSet bit_of_own(std::size_t place) { return MeasureSet{1} << (measure_count + place); }

// Of ours, those that at least one row carries.
MeasureSet measures_of(const FactColumns& facts);

// One warning, code "missing_measure", for each measure of used_to_carry that is not in carries. rows of each
// is restated_rows: the rows that were replaced by ones without it. own: those of the source's own.
std::vector<Warning> missing_measures(MeasureSet used_to_carry, MeasureSet carries,
                                      std::span<const NamedMeasure> own, std::int64_t restated_rows);

}  // namespace insightflow
