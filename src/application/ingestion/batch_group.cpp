#include "application/ingestion/batch_group.hpp"

#include <algorithm>

namespace insightflow {
namespace {

bool is_small(const StagedBatch& batch) {
    return !batch.complete_for && batch.facts.rows() <= grouped_batch_rows_max;
}

bool has_shape_of(const StagedBatch& batch, const StagedBatch& other) {
    return batch.workspace != other.workspace || batch.source != other.source || batch.shape == other.shape;
}

}  // namespace

bool may_join(std::span<const StagedBatch* const> group, const StagedBatch& next) {
    if (!is_small(next) || group.size() >= group_batches_max) return false;
    std::size_t rows = next.facts.rows();
    for (const StagedBatch* batch : group) {
        if (!is_small(*batch) || !has_shape_of(*batch, next)) return false;
        rows += batch->facts.rows();
    }
    return rows <= group_rows_max;
}

}  // namespace insightflow
