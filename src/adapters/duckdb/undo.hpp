// Takes a batch back: afterwards every row that it decided is what the other batches that are not undone say
// of it, the one of the highest precedence, or is gone where none of them does.
//
// Of a batch that was complete for something the absences are taken back too: rows that nobody else knows not
// to be there come again.
//
// What a batch of commit S asserted is kept in few bytes (docs/adr/0017): the rows whose seq is S; of the
// rows shown right after S those in its runs (confirmed_run); and the rows that lost on arrival
// (performance_stale). So it can be asked for later whatever has become of the rows since.
#pragma once

#include <cstdint>
#include <set>
#include <stop_token>

#include "adapters/duckdb/connection.hpp"
#include "domain/base/ids.hpp"
#include "domain/time/day.hpp"

namespace insightflow::duckdb {

// The batch that is taken back, which applied_batch calls undone already, and the commit that does it.
struct Undoing {
    WorkspaceId workspace{};
    std::int32_t source_id = 0;
    std::int64_t acceptance = 0;
    std::int64_t applied = 0;   // the batch's own commit
    std::int64_t sequence = 0;  // that which undoes it
    Day first_day{};            // of the batch's rows
    Day last_day{};
};

struct TakenBack {
    std::int64_t ended = 0;         // rows that are no more
    std::int64_t restored = 0;      // rows that show what another batch says, also such as were not shown
    std::set<std::int32_t> days{};  // on which a row came or went
};

// Rows and names.
TakenBack take_back(Connection& connection, const Undoing& undoing, const std::stop_token& stop);

}  // namespace insightflow::duckdb
