// Settles keys that a batch holds more than once. A key is line and bucket: of an event the instant is its
// identity, and the day only what the platform calls it.
//
// Rows of a key that are equal in day, measures, currency and the estimated mark are folded into their last
// one, except under sum. Names and the columns that we do not know are attributes: rows that differ in
// nothing else fold, and the last one's count. Where different rows remain, the policy decides:
//   reject: all rows of the key are rejected, also those that equal another; each names the lines of others;
//   last:   the last row counts, the others are folded;
//   sum:    measures are added into the last row, the others are folded. null + x = x; null only where all
//           are null. The sum of revenue is marked as estimated when a part of it is, so estimated_revenue
//           may then be too high, never too low. Different currencies, and sums out of range, reject all rows
//           of the key.
// The day of events belongs to the row that remains.
//
// Where a profile names columns that split rows further than facts do, the above is done among rows that are
// equal in them too, and then those of one key are added as under sum.
//
// Where rows carry versions, under reject and last those of the highest version alone count, and the older
// ones of a key are folded into them; a sum has the highest version of its rows.
//
// A local hour over which clocks went back is two hours: exactly two rows of it are added as under sum, also
// where they are equal. More of them are settled like rows of any other key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "domain/ingestion/batch_options.hpp"
#include "domain/ingestion/batch_report.hpp"
#include "domain/ingestion/batch_rows.hpp"
#include "domain/ingestion/findings.hpp"

namespace insightflow {

// A reject names up to this many lines of other rows of its key, and says how many more there are.
inline constexpr std::size_t collision_lines_max = 5;

// state has one entry per row. rejects: the first rejects_kept_max by row; rejected counts them all.
struct FoldOutcome {
    std::vector<RowState> state{};
    std::int64_t folded = 0;
    std::int64_t rejected = 0;
    std::vector<Reject> rejects{};
    std::int64_t unlike = 0;         // folded rows that are equal but in columns that are not read
    std::uint64_t first_unlike = 0;  // line of the first
};

inline constexpr Finding folded_unlike{
    "folded_unlike",
    "rows that are equal but in columns that are not read count once: make such a column a dimension of the "
    "source, or say collisions=sum"};

// Under sum the measures of the rows that remain are changed in place. Every reject is told, by row.
FoldOutcome fold(BatchRows& rows, CollisionPolicy policy, const TakeReject& take_reject = {});

}  // namespace insightflow
