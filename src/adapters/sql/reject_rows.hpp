// A batch's kept rejects as the rows of their two tables.
#pragma once

#include "adapters/sql/session.hpp"
#include "application/ingestion/intake_store.hpp"

namespace insightflow::sql {

// Within the caller's transaction.
void replace_rejects(soci::session& session, const BatchId& id, const std::vector<Reject>& rejects);

// By row number, after the given row, at most limit.
std::vector<Reject> select_rejects(soci::session& session, const BatchId& id, std::uint64_t after_row,
                                   Integer limit);

}  // namespace insightflow::sql
