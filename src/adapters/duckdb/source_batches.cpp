#include "adapters/duckdb/source_batches.hpp"

#include <algorithm>
#include <cassert>

#include "adapters/duckdb/double_names.hpp"
#include "adapters/duckdb/in_turn.hpp"
#include "adapters/duckdb/line_dictionary.hpp"
#include "adapters/duckdb/own_measures.hpp"
#include "adapters/duckdb/settlement.hpp"
#include "adapters/duckdb/source_dictionary.hpp"
#include "adapters/duckdb/staging.hpp"
#include "adapters/duckdb/totals.hpp"

namespace insightflow::duckdb {
namespace {

Settlement settlement_of(const ApplyingBatch& batch, std::int32_t source_id, std::size_t own_measures) {
    const FactColumns& facts = batch.staged.facts;
    const auto [first, last] = std::ranges::minmax_element(facts.bucket);
    return {.workspace = batch.staged.workspace,
            .source_id = source_id,
            .acceptance = batch.staged.acceptance,
            .sequence = batch.applied.commit_sequence,
            .complete_for = batch.staged.complete_for,
            .own_measures = own_measures,
            .rows = static_cast<std::int64_t>(facts.rows()),
            .first_bucket = *first,
            .last_bucket = *last};
}

void write_rows(Connection& connection, std::span<ApplyingBatch> batches, std::int32_t source_id,
                std::size_t own_measures, const std::stop_token& stop) {
    if (std::ranges::all_of(batches, [](const auto& batch) { return batch.staged.facts.rows() == 0; }))
        return;
    create_staging(connection, own_measures);
    store_lines(connection, batches, source_id, stop);
    warn_of_double_names(connection, batches, source_id, stop);
    store_currencies(connection, batches);
    const StagedOrder order = stage_facts(connection, batches, own_measures, stop);
    const std::vector<SettledRows> settled =
        batches.size() == 1
            ? std::vector{settle(connection, settlement_of(batches.front(), source_id, own_measures), stop)}
            : settle_in_turn(connection, batches, source_id, own_measures, order, stop);
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
    count_totals(connection, batches, source_id, stop);
    drop_staging(connection);
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
void note_measures(Connection& connection, const KnownSource& source,
                   const std::vector<NamedMeasure>& own_measures, std::span<ApplyingBatch> batches) {
    MeasureSet known = source.measures;
    for (ApplyingBatch& batch : batches) {
        if (batch.staged.facts.rows() == 0) continue;
        const MeasureSet carried = carried_by(batch);
        for (Warning& warning :
             missing_measures(known, carried, own_measures, batch.applied.outcomes.restated))
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
    const ApplyingBatch& first = batches.front();
    const auto source = source_for(connection, first.staged, first.applied.commit_sequence);
    if (!source) return source.error();
    const auto own_measures = find_slots(connection, source->id, batches);
    if (!own_measures) return own_measures.error();
    for (ApplyingBatch& batch : batches) begin(batch);
    write_rows(connection, batches, source->id, own_measures->size(), stop);
    note_measures(connection, *source, *own_measures, batches);
    assert(std::ranges::all_of(batches, [](const auto& batch) { return batch.applied.outcomes.adds_up(); }));
    return source->id;
}

}  // namespace insightflow::duckdb
