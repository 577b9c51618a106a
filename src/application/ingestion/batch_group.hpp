// Which checked batches that wait together are applied in one transaction: a commit costs the same for one
// row as for thousands, so small batches share it. Each keeps its acceptance number, commit sequence and
// report.
#pragma once

#include <chrono>
#include <cstddef>
#include <span>

#include "application/ingestion/staged_batch.hpp"

namespace insightflow {

// A batch of more rows has a transaction of its own.
inline constexpr std::size_t grouped_batch_rows_max = 10'000;
inline constexpr std::size_t group_rows_max = 50'000;
inline constexpr std::size_t group_batches_max = 512;
// What is shared is shared by those of one source.
inline constexpr std::size_t group_sources_max = 16;

// After a transaction of several the thread that applies rests as long as it took, but no longer than this:
// where small batches keep coming, more of them gather meanwhile, and requests have the processor.
inline constexpr std::chrono::milliseconds rest_max{250};

// Whether next may be applied with those of the group, after them. One that is complete for something is
// alone, and those of one source have one shape.
bool may_join(std::span<const StagedBatch* const> group, const StagedBatch& next);

}  // namespace insightflow
