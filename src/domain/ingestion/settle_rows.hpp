// The last step of a batch: rows that do not remain are taken out, and the dictionaries hold what the
// remaining rows use, numbered in the order of their first use.
#pragma once

#include <string>
#include <vector>

#include "domain/ingestion/batch_rows.hpp"
#include "domain/ingestion/line_dictionary.hpp"
#include "domain/ingestion/row_findings.hpp"

namespace insightflow {

// A line's name is the last one that a row gave which was kept or folded. Warns where a name stands without
// an id in some rows and with an id in others.
FactColumns settle_rows(BatchRows rows, const std::vector<RowState>& state, LineDictionary dictionary,
                        std::vector<std::string> extras, WarningTally& warnings);

}  // namespace insightflow
