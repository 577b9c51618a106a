// The version that the source itself gives a row: it tells which of two rows of a key is newer, whatever the
// order in which they come.
#pragma once

#include <cstdint>

#include "domain/ingestion/column_map.hpp"
#include "domain/ingestion/local_clock.hpp"
#include "domain/ingestion/row_findings.hpp"
#include "domain/ingestion/shape.hpp"
#include "domain/ingestion/written_day.hpp"

namespace insightflow {

// value: the number, or microseconds since 1970-01-01T00:00:00Z.
struct SourceVersion {
    VersionKind kind = VersionKind::none;
    std::int64_t value = 0;
};

// A whole number; a timestamp; or a date, which is its midnight. Times without an offset are those of the
// clock. none where no column holds versions. Means something only where no fault was found.
SourceVersion read_version(const RowView& row, std::optional<DateOrder> order, LocalClock& clock,
                           RowFindings& findings);

}  // namespace insightflow
