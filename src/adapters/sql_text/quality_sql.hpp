// The statements that sum up what the quality of a workspace's data is judged by. $1 is the workspace.
#pragma once

#include <cstddef>

#include "adapters/sql_text/sql_query.hpp"
#include "domain/base/ids.hpp"

namespace insightflow::sql_text {

// Sources with a batch that counts, those of the last commits first: id, name, grain, level, by_country,
// by_device.
SqlQuery quality_sources_query(WorkspaceId workspace);

// Rows by account, day and currency, newest days first: source, platform, account, day, currency, rows, in
// how many each quality field is not null, sum of cost. One more than quality_cells_max says that there are
// more.
SqlQuery quality_cells_query(WorkspaceId workspace, Day until);

// The last batches of each source, by commit: source, batch, commit, time, received, accepted, days.
SqlQuery quality_batches_query(WorkspaceId workspace);

// For each source and day on which a batch was applied the time of the last one and the newest day of their
// rows, by time.
SqlQuery quality_arrivals_query(WorkspaceId workspace);

// Rows that are shown since a commit, by it: commit, rows, in how many each quality field is not null.
// since: the first one of interest.
SqlQuery quality_shown_query(WorkspaceId workspace, std::int64_t since);

SqlQuery workspace_version_query(WorkspaceId workspace);
// Workspace, commit.
SqlQuery workspace_versions_query();

}  // namespace insightflow::sql_text
