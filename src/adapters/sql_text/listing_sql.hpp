// Listing plans to SQL text for DuckDB. Pure. No value of the plan is ever part of the text.
//
// Columns of the answer: those of facts_query(), then the first and the last day (DATE) and the value that
// the row is ordered by (VARCHAR). At most plan.rows_max rows, in the plan's order.
#pragma once

#include "adapters/sql_text/sql_query.hpp"
#include "domain/query/listing.hpp"

namespace insightflow::sql_text {

SqlQuery listing_query(const ListingPlan& plan);

// The traits of all sources of the workspace as of the commit, whatever the plan's page. Columns: name,
// grain, level, by_country, by_device, versions, the last batch's id and the time of its commit.
SqlQuery source_traits_query(WorkspaceId workspace, std::int64_t as_of);

}  // namespace insightflow::sql_text
