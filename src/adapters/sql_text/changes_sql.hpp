// Plans of changes to SQL text for DuckDB. Pure. No value of the plan is ever part of the text.
#pragma once

#include "adapters/sql_text/sql_query.hpp"
#include "domain/query/changes.hpp"

namespace insightflow::sql_text {

// Columns: day (DATE), source, platform, account id, campaign id, campaign name, currency, the number of rows
// before and after (BIGINT), for each measure its sum before and after (HUGEINT for counts, else
// DECIMAL(38,6)), and the sequences of the commits that changed the cell, separated by commas.
SqlQuery changes_query(const ChangesPlan& plan);

// What the commits after since, up to until, were in the workspace. Columns: sequence, batch id, whether it
// was an undo. By sequence.
SqlQuery causes_query(const ChangesPlan& plan);

}  // namespace insightflow::sql_text
