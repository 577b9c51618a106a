#include "adapters/duckdb/source_batches.hpp"

#include <algorithm>
#include <cassert>
#include <limits>

#include "adapters/duckdb/double_names.hpp"
#include "adapters/duckdb/line_dictionary.hpp"
#include "adapters/duckdb/settlement.hpp"
#include "adapters/duckdb/source_dictionary.hpp"
#include "adapters/duckdb/staging.hpp"
#include "adapters/duckdb/totals.hpp"

namespace insightflow::duckdb {
namespace {

Settlement settlement_of(std::span<const ApplyingBatch> batches, std::int32_t source_id) {
    Settlement settlement;
    settlement.workspace = batches.front().staged.workspace;
    settlement.source_id = source_id;
    settlement.first_bucket = std::numeric_limits<std::int64_t>::max();
    settlement.last_bucket = std::numeric_limits<std::int64_t>::min();
    for (const ApplyingBatch& batch : batches) {
        const FactColumns& facts = batch.staged.facts;
        settlement.batches.push_back(
            {batch.staged.acceptance, batch.applied.commit_sequence, batch.staged.complete_for});
        settlement.rows += static_cast<std::int64_t>(facts.rows());
        if (facts.rows() == 0) continue;
        const auto [first, last] = std::ranges::minmax_element(facts.bucket);
        settlement.first_bucket = std::min(settlement.first_bucket, *first);
        settlement.last_bucket = std::max(settlement.last_bucket, *last);
    }
    return settlement;
}

void write_rows(Connection& connection, std::span<ApplyingBatch> batches, std::int32_t source_id,
                const std::stop_token& stop) {
    Settlement settlement = settlement_of(batches, source_id);
    if (settlement.rows == 0) return;
    create_staging(connection);
    store_lines(connection, batches, source_id, stop);
    warn_of_double_names(connection, batches, source_id, stop);
    store_currencies(connection, batches);
    settlement.rounds = stage_facts(connection, batches, stop);
    const auto settled = settle(connection, settlement, stop);
    record_totals(connection, batches, source_id, stop);
    drop_staging(connection);
    for (std::size_t i = 0; i < batches.size(); ++i) {
        const auto [restated, unchanged, stale, retired] = settled[i];
        RowOutcomes& outcomes = batches[i].applied.outcomes;
        outcomes.restated = restated;
        outcomes.unchanged = unchanged;
        outcomes.stale = stale;
        outcomes.added =
            static_cast<std::int64_t>(batches[i].staged.facts.rows()) - restated - unchanged - stale;
        batches[i].applied.retired = retired;
    }
}

// What is known of a batch before its rows meet any.
void begin(ApplyingBatch& batch) {
    const FactColumns& facts = batch.staged.facts;
    AppliedBatch& applied = batch.applied;
    applied.batch_id = batch.staged.batch_id;
    applied.acceptance = batch.staged.acceptance;
    applied.outcomes = batch.staged.outcomes;
    applied.warnings = batch.staged.warnings;
    applied.unknown_columns = batch.staged.unknown_columns;
    if (facts.rows() == 0) return;
    const auto [first_day, last_day] = std::ranges::minmax_element(facts.day);
    applied.first_day = Day{std::chrono::days{*first_day}};
    applied.last_day = Day{std::chrono::days{*last_day}};
}

// Warns of measures that the source used to carry and a batch lacks, and remembers those that they have.
void note_measures(Connection& connection, const KnownSource& source, std::span<ApplyingBatch> batches) {
    MeasureSet known = source.measures;
    for (ApplyingBatch& batch : batches) {
        if (batch.staged.facts.rows() == 0) continue;
        const MeasureSet carried = measures_of(batch.staged.facts);
        for (Warning& warning : missing_measures(known, carried, batch.applied.outcomes.restated))
            batch.applied.warnings.push_back(std::move(warning));
        known |= carried;
    }
    if (known != source.measures) store_measures(connection, source.id, known);
}

}  // namespace

Result<std::int32_t> apply_to_source(Connection& connection, std::span<ApplyingBatch> batches,
                                     const std::stop_token& stop) {
    assert(batches.size() == 1 || std::ranges::none_of(batches, [](const auto& batch) {
               return batch.staged.complete_for.has_value();
           }));
    const auto source = source_for(connection, batches.front().staged);
    if (!source) return source.error();
    for (ApplyingBatch& batch : batches) begin(batch);
    write_rows(connection, batches, source->id, stop);
    note_measures(connection, *source, batches);
    assert(std::ranges::all_of(batches, [](const auto& batch) { return batch.applied.outcomes.adds_up(); }));
    return source->id;
}

}  // namespace insightflow::duckdb
