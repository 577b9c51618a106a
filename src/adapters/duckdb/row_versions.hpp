// Reads back all versions of all rows, for verification.
#pragma once

#include <vector>

#include "adapters/duckdb/connection.hpp"
#include "adapters/duckdb/row_version.hpp"

namespace insightflow::duckdb {

// Of one workspace, ordered by the commit that brought them; within a commit in no particular order.
std::vector<RowVersion> read_row_versions(Connection& connection, WorkspaceId workspace);

}  // namespace insightflow::duckdb
