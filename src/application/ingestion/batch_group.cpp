#include "application/ingestion/batch_group.hpp"

#include <algorithm>

namespace insightflow {
namespace {

bool is_small(const StagedBatch& batch) {
    return !batch.complete_for && batch.facts.rows() <= grouped_batch_rows_max;
}

bool is_of_source(const StagedBatch& batch, const StagedBatch& other) {
    return batch.workspace == other.workspace && batch.source == other.source;
}

std::size_t sources_of(std::span<const StagedBatch* const> group) {
    std::vector<const StagedBatch*> first_of_each;
    for (const StagedBatch* batch : group)
        if (std::ranges::none_of(first_of_each,
                                 [batch](const StagedBatch* first) { return is_of_source(*first, *batch); }))
            first_of_each.push_back(batch);
    return first_of_each.size();
}

}  // namespace

bool may_join(std::span<const StagedBatch* const> group, const StagedBatch& next) {
    if (!is_small(next) || group.size() >= group_batches_max) return false;
    std::size_t rows = next.facts.rows();
    bool is_known = false;
    for (const StagedBatch* batch : group) {
        const bool is_of_one = is_of_source(*batch, next);
        if (!is_small(*batch) || (is_of_one && batch->shape != next.shape)) return false;
        is_known |= is_of_one;
        rows += batch->facts.rows();
    }
    return rows <= group_rows_max && (is_known || sources_of(group) < group_sources_max);
}

}  // namespace insightflow
