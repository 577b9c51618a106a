#include "adapters/duckdb/fact_store.hpp"

#include <algorithm>
#include <cassert>

#include "adapters/duckdb/double_names.hpp"
#include "adapters/duckdb/line_dictionary.hpp"
#include "adapters/duckdb/settlement.hpp"
#include "adapters/duckdb/source_dictionary.hpp"
#include "adapters/duckdb/staging.hpp"
#include "adapters/duckdb/undo.hpp"

namespace insightflow::duckdb {
namespace {

void throw_if_stopped(const std::stop_token& stop) {
    if (stop.stop_requested()) throw EngineFailure(FailureKind::interrupted, "stopped between two steps");
}

// Puts the batch's rows into the facts and counts them into applied.
void write_facts(Connection& connection, const StagedBatch& batch, std::int32_t source_id,
                 AppliedBatch& applied, const std::stop_token& stop) {
    const FactColumns& facts = batch.facts;
    if (facts.rows() == 0) return;
    create_staging(connection);
    const auto [lines, any_new] = store_lines(connection, batch, source_id, applied.commit_sequence, stop);
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
                                batch.acceptance,
                                applied.commit_sequence,
                                rows,
                                Day{std::chrono::days{*first_day}},
                                Day{std::chrono::days{*last_day}},
                                *first_bucket,
                                *last_bucket};
    const SettledRows settled = settle(connection, settlement, stop);
    applied.first_day = settlement.first_day;
    applied.last_day = settlement.last_day;
    applied.outcomes.restated = settled.restated;
    applied.outcomes.unchanged = settled.unchanged;
    applied.outcomes.stale = settled.stale;
    applied.outcomes.added = rows - settled.restated - settled.unchanged - settled.stale;
    drop_staging(connection);
}

// Warns of measures that the source used to carry and this batch lacks, and remembers those that it has.
void note_measures(Connection& connection, MeasureSet carried, const KnownSource& source,
                   AppliedBatch& applied) {
    for (Warning& warning : missing_measures(source.measures, carried, applied.outcomes.restated))
        applied.warnings.push_back(std::move(warning));
    if ((carried & ~source.measures) != 0) store_measures(connection, source.id, source.measures | carried);
}

}  // namespace

void DuckFactStore::recall_last_commit() { committed(last_commit(writer_)); }

// Clocks jump back; sequence and time must agree.
Commit DuckFactStore::next_commit(Timestamp now) const {
    return {last_sequence_.load() + 1, std::max(now, last_commit_at_)};
}

void DuckFactStore::committed(const Commit& commit) {
    last_commit_at_ = commit.at;
    last_sequence_.store(commit.sequence);
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

    const Commit commit = next_commit(now);
    AppliedBatch applied;
    applied.batch_id = batch.batch_id;
    applied.acceptance = batch.acceptance;
    applied.commit_sequence = commit.sequence;
    applied.applied_at = commit.at;
    applied.outcomes = batch.outcomes;
    applied.warnings = batch.warnings;
    applied.unknown_columns = batch.unknown_columns;
    write_facts(writer_, batch, source->id, applied, stop);
    const MeasureSet carried = measures_of(batch.facts);
    if (batch.facts.rows() > 0) note_measures(writer_, carried, *source, applied);
    assert(applied.outcomes.adds_up());
    record_applied(writer_, batch.workspace, source->id, carried, applied);
    throw_if_stopped(stop);
    transaction.commit();
    committed(commit);
    return applied;
}

Result<AppliedBatch> DuckFactStore::undo(WorkspaceId workspace, const BatchId& id, Timestamp now,
                                         std::stop_token stop) {
    auto undone = guard_.run<AppliedBatch>([&]() -> Result<AppliedBatch> {
        auto recorded = find_applied(writer_, workspace, {&id, 1});
        if (recorded.empty()) return Error{ErrorCode::not_found, "No batch " + id + " is applied."};
        if (recorded.front().undo)
            return Error{ErrorCode::conflict, "The batch " + id + " is undone already."};
        return undo_applied(workspace, std::move(recorded.front()), now, stop);
    });
    if (undone) checkpoints_.after_commit();
    return undone;
}

Result<AppliedBatch> DuckFactStore::undo_applied(WorkspaceId workspace, AppliedBatch batch, Timestamp now,
                                                 const std::stop_token& stop) {
    throw_if_stopped(stop);
    Transaction transaction(writer_);
    const Commit commit = next_commit(now);
    const std::int32_t source_id = source_of(writer_, batch);
    batch.undo = BatchUndo{commit.sequence, commit.at, 0, 0};
    record_undo(writer_, batch, *batch.undo);
    if (batch.first_day) {
        const TakenBack back = take_back(
            writer_,
            {workspace, source_id, batch.acceptance, commit.sequence, *batch.first_day, *batch.last_day},
            stop);
        batch.undo->ended = back.ended;
        batch.undo->restored = back.restored;
        record_undo(writer_, batch, *batch.undo);
    }
    forget_undone_measures(writer_, source_id);
    throw_if_stopped(stop);
    transaction.commit();
    committed(commit);
    return batch;
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

Result<std::int64_t> DuckFactStore::commit_at(WorkspaceId workspace, Timestamp time) {
    return guard_.run<std::int64_t>([&]() -> Result<std::int64_t> {
        const auto reader = readers_.lend({});
        return duckdb::commit_at(*reader, workspace, time);
    });
}

Result<std::int64_t> DuckFactStore::last_commit_sequence() { return last_sequence_.load(); }

}  // namespace insightflow::duckdb
