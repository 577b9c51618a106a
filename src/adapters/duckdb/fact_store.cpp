#include "adapters/duckdb/fact_store.hpp"

#include <algorithm>
#include <cassert>

#include "adapters/duckdb/double_names.hpp"
#include "adapters/duckdb/line_dictionary.hpp"
#include "adapters/duckdb/settlement.hpp"
#include "adapters/duckdb/source_dictionary.hpp"
#include "adapters/duckdb/staging.hpp"

namespace insightflow::duckdb {
namespace {

void throw_if_stopped(const std::stop_token& stop) {
    if (stop.stop_requested()) throw EngineFailure(FailureKind::interrupted, "stopped between two steps");
}

// Puts the batch's rows into the facts and counts them into applied.
Result<void> write_facts(Connection& connection, const StagedBatch& batch, std::int32_t source_id,
                         AppliedBatch& applied, const std::stop_token& stop) {
    const FactColumns& facts = batch.facts;
    if (facts.rows() == 0) return {};
    create_staging(connection);
    const auto [lines, any_new] = store_lines(connection, batch, source_id, stop);
    if (any_new) {
        for (Warning& warning : double_names(connection, batch, source_id, lines, stop))
            applied.warnings.push_back(std::move(warning));
    }
    const auto currencies = store_currencies(connection, facts.currencies);
    throw_if_stopped(stop);
    stage_facts(connection, facts, lines, currencies, stop);

    const auto [first_day, last_day] = std::minmax_element(facts.day.begin(), facts.day.end());
    const auto [first_bucket, last_bucket] = std::minmax_element(facts.bucket.begin(), facts.bucket.end());
    const auto rows = static_cast<std::int64_t>(facts.rows());
    const Settlement settlement{batch.workspace,
                                source_id,
                                batch.shape.grain,
                                batch.acceptance,
                                applied.commit_sequence,
                                rows,
                                Day{std::chrono::days{*first_day}},
                                Day{std::chrono::days{*last_day}},
                                *first_bucket,
                                *last_bucket};
    const auto settled = settle(connection, settlement, stop);
    if (!settled) return settled.error();
    applied.first_day = settlement.first_day;
    applied.last_day = settlement.last_day;
    applied.outcomes.restated = settled->restated;
    applied.outcomes.unchanged = settled->unchanged;
    applied.outcomes.stale = settled->stale;
    applied.outcomes.added = rows - settled->restated - settled->unchanged - settled->stale;
    drop_staging(connection);
    return {};
}

// Warns of measures that the source used to carry and this batch lacks, and remembers those that it has.
void note_measures(Connection& connection, const StagedBatch& batch, const KnownSource& source,
                   AppliedBatch& applied) {
    const MeasureSet carried = measures_of(batch.facts);
    for (Warning& warning : missing_measures(source.measures, carried, applied.outcomes.restated))
        applied.warnings.push_back(std::move(warning));
    if ((carried & ~source.measures) != 0) store_measures(connection, source.id, source.measures | carried);
}

}  // namespace

void DuckFactStore::recall_last_commit() {
    const LastCommit last = last_commit(writer_);
    last_applied_at_ = last.applied_at;
    last_sequence_.store(last.sequence);
}

Result<AppliedBatch> DuckFactStore::apply(const StagedBatch& batch, Timestamp now, std::stop_token stop) {
    auto applied = guard_.run<AppliedBatch>([&]() -> Result<AppliedBatch> {
        const auto recorded = find_applied(writer_, batch.workspace, {&batch.batch_id, 1});
        if (!recorded.empty()) return recorded.front();
        return apply_new(batch, now, stop);
    });
    if (applied) checkpoints_.after_commit();
    return applied;
}

Result<AppliedBatch> DuckFactStore::apply_new(const StagedBatch& batch, Timestamp now,
                                              const std::stop_token& stop) {
    throw_if_stopped(stop);
    Transaction transaction(writer_);
    const auto source = source_for(writer_, batch);
    if (!source) return source.error();

    AppliedBatch applied;
    applied.batch_id = batch.batch_id;
    applied.acceptance = batch.acceptance;
    applied.commit_sequence = last_sequence_.load() + 1;
    applied.applied_at = std::max(now, last_applied_at_);  // clocks jump back; sequence and time must agree
    applied.outcomes = batch.outcomes;
    applied.warnings = batch.warnings;
    applied.unknown_columns = batch.unknown_columns;
    if (auto written = write_facts(writer_, batch, source->id, applied, stop); !written)
        return written.error();
    if (batch.facts.rows() > 0) note_measures(writer_, batch, *source, applied);
    assert(applied.outcomes.adds_up());
    record_applied(writer_, batch.workspace, source->id, applied);
    throw_if_stopped(stop);
    transaction.commit();

    last_applied_at_ = applied.applied_at;
    last_sequence_.store(applied.commit_sequence);
    return applied;
}

Result<std::vector<AppliedBatch>> DuckFactStore::applied(WorkspaceId workspace,
                                                         std::span<const BatchId> ids) {
    return guard_.run<std::vector<AppliedBatch>>([&]() -> Result<std::vector<AppliedBatch>> {
        const auto reader = readers_.lend({});
        return find_applied(*reader, workspace, ids);
    });
}

Result<std::int64_t> DuckFactStore::highest_acceptance() {
    return guard_.run<std::int64_t>([&]() -> Result<std::int64_t> {
        const auto reader = readers_.lend({});
        return duckdb::highest_acceptance(*reader);
    });
}

Result<std::int64_t> DuckFactStore::last_commit_sequence() { return last_sequence_.load(); }

}  // namespace insightflow::duckdb
