// What the sender is told of how a batch was read, beside what is found in its rows.
#pragma once

#include "domain/ingestion/column_map.hpp"
#include "domain/ingestion/profile.hpp"
#include "domain/ingestion/row_findings.hpp"

namespace insightflow {

// is_said: the batch names it.
void note_profile(const FoundProfile& found, bool is_said, WarningTally& warnings);
// Columns that are read by what their headings are like, and those that are like too many.
void note_likeness(const ColumnMap& columns, WarningTally& warnings);
// Columns that are dimensions of the source's own.
void note_promotions(const ColumnMap& columns, WarningTally& warnings);

}  // namespace insightflow
