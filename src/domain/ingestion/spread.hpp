// Figures of several days as figures of single ones.
#pragma once

#include "domain/ingestion/row_measures.hpp"

namespace insightflow {

// The part of one of the days, counted from 0: equal parts by largest remainder, in the units of each
// measure, so that they add up to the whole. Null stays null; revenue is marked as estimated.
RowMeasures part_of_day(const RowMeasures& whole, int day, int days);

}  // namespace insightflow
