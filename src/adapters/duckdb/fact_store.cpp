#include "adapters/duckdb/fact_store.hpp"

#include <algorithm>
#include <cassert>
#include <map>
#include <utility>

#include "adapters/duckdb/own_measures.hpp"
#include "adapters/duckdb/source_batches.hpp"
#include "adapters/duckdb/source_dictionary.hpp"
#include "adapters/duckdb/totals.hpp"
#include "adapters/duckdb/undo.hpp"

namespace insightflow::duckdb {
namespace {

void throw_if_stopped(const std::stop_token& stop) {
    if (stop.stop_requested()) throw EngineFailure(FailureKind::interrupted, "stopped between two steps");
}

// Places in the list of batches, by workspace and source, in the order of the first of each.
std::vector<std::vector<std::size_t>> by_source(std::span<const StagedBatch* const> batches) {
    std::vector<std::vector<std::size_t>> groups;
    std::map<std::pair<WorkspaceId, std::string>, std::size_t> group_of;
    for (std::size_t i = 0; i < batches.size(); ++i) {
        const auto [group, is_new] =
            group_of.try_emplace({batches[i]->workspace, batches[i]->source}, groups.size());
        if (is_new) groups.emplace_back();
        groups[group->second].push_back(i);
    }
    return groups;
}

std::map<BatchId, AppliedBatch> recorded_among(Connection& connection,
                                               std::span<const StagedBatch* const> batches) {
    std::map<WorkspaceId, std::vector<BatchId>> ids;
    for (const StagedBatch* batch : batches) ids[batch->workspace].push_back(batch->batch_id);
    std::map<BatchId, AppliedBatch> recorded;
    for (const auto& [workspace, of_workspace] : ids) {
        for (AppliedBatch& batch : find_applied(connection, workspace, of_workspace))
            recorded.emplace(batch.batch_id, std::move(batch));
    }
    return recorded;
}

}  // namespace

void DuckFactStore::recall_last_commit() { committed(last_commit(writer_)); }

// Clocks jump back; sequence and time must agree.
Timestamp DuckFactStore::begin_commit(const Clock& clock, std::unique_lock<std::shared_mutex>& committing) {
    committing = std::unique_lock(committing_);
    return std::max(clock(), last_commit_at_);
}

void DuckFactStore::committed(const Commit& commit) {
    last_commit_at_ = commit.at;
    last_sequence_.store(commit.sequence);
}

Result<CommitGate::Pass> DuckFactStore::enter_gate() {
    return guard_.run<CommitGate::Pass>([&]() -> Result<CommitGate::Pass> { return gate_.enter(); });
}

Result<std::vector<AppliedBatch>> DuckFactStore::apply(std::span<const StagedBatch* const> batches,
                                                       const Clock& clock, std::stop_token stop) {
    using Applied = std::vector<AppliedBatch>;
    std::size_t rows = 0;
    for (const StagedBatch* batch : batches) rows += batch->facts.rows();
    if (const auto room = checkpoints_.check_room(static_cast<std::int64_t>(rows)); !room)
        return room.error();
    const auto pass = enter_gate();
    if (!pass) return pass.error();
    auto applied = guard_.run<Applied>([&]() -> Result<Applied> {
        auto recorded = recorded_among(writer_, batches);
        Applied answers(batches.size());
        std::vector<const StagedBatch*> fresh;
        std::vector<AppliedBatch*> answers_of_fresh;
        for (std::size_t i = 0; i < batches.size(); ++i) {
            if (const auto found = recorded.find(batches[i]->batch_id); found != recorded.end()) {
                answers[i] = std::move(found->second);
                continue;
            }
            fresh.push_back(batches[i]);
            answers_of_fresh.push_back(&answers[i]);
        }
        if (fresh.empty()) return answers;
        if (const auto done = apply_new(fresh, answers_of_fresh, clock, stop); !done) return done.error();
        return answers;
    });
    if (applied) checkpoints_.after_commit();
    return applied;
}

Result<AppliedBatch> DuckFactStore::rehearse(const StagedBatch& batch, std::stop_token stop) {
    if (const auto room = checkpoints_.check_room(static_cast<std::int64_t>(batch.facts.rows())); !room)
        return room.error();
    const auto pass = enter_gate();
    if (!pass) return pass.error();
    return guard_.run<AppliedBatch>([&]() -> Result<AppliedBatch> {
        throw_if_stopped(stop);
        StagedBatch newest = batch;
        newest.acceptance = duckdb::highest_acceptance(writer_) + 1;
        AppliedBatch applied;
        applied.commit_sequence = last_sequence_.load() + 1;
        Transaction rolled_back(writer_);
        ApplyingBatch applying{newest, applied};
        if (const auto source = apply_to_source(writer_, {&applying, 1}, stop); !source)
            return source.error();
        return applied;
    });
}

Result<void> DuckFactStore::apply_new(std::span<const StagedBatch* const> batches,
                                      std::span<AppliedBatch* const> applied, const Clock& clock,
                                      const std::stop_token& stop) {
    throw_if_stopped(stop);
    Transaction transaction(writer_);
    std::int64_t sequence = last_sequence_.load();
    for (AppliedBatch* batch : applied) batch->commit_sequence = ++sequence;
    std::vector<RecordedBatch> records;
    for (const std::vector<std::size_t>& places : by_source(batches)) {
        std::vector<ApplyingBatch> of_source;
        for (const std::size_t place : places) of_source.push_back({*batches[place], *applied[place]});
        const auto source = apply_to_source(writer_, of_source, stop);
        if (!source) return source.error();
        for (const ApplyingBatch& batch : of_source)
            records.push_back({batch.staged, batch.applied, *source, carried_by(batch)});
    }
    throw_if_stopped(stop);
    std::unique_lock<std::shared_mutex> committing;
    const Commit commit{sequence, begin_commit(clock, committing)};
    for (AppliedBatch* batch : applied) batch->applied_at = commit.at;
    record_applied(writer_, records);
    transaction.commit();
    committed(commit);
    return {};
}

Result<AppliedBatch> DuckFactStore::undo(WorkspaceId workspace, const BatchId& id, const Clock& clock,
                                         std::stop_token stop) {
    if (const auto room = checkpoints_.check_room(0); !room) return room.error();
    const auto pass = enter_gate();
    if (!pass) return pass.error();
    auto undone = guard_.run<AppliedBatch>([&]() -> Result<AppliedBatch> {
        auto recorded = find_applied(writer_, workspace, {&id, 1});
        if (recorded.empty()) return Error{ErrorCode::not_found, "No batch " + id + " is applied."};
        if (recorded.front().undo)
            return Error{ErrorCode::conflict, "The batch " + id + " is undone already."};
        return undo_applied(workspace, std::move(recorded.front()), clock, stop);
    });
    if (undone) checkpoints_.after_commit();
    return undone;
}

Result<AppliedBatch> DuckFactStore::undo_applied(WorkspaceId workspace, AppliedBatch batch,
                                                 const Clock& clock, const std::stop_token& stop) {
    throw_if_stopped(stop);
    Transaction transaction(writer_);
    const std::int64_t sequence = last_sequence_.load() + 1;
    const std::int32_t source_id = source_of(writer_, batch);
    batch.undo = BatchUndo{.commit_sequence = sequence};
    // It must not count any more when what the others say is looked for.
    mark_undone(writer_, batch, sequence);
    if (batch.first_day) {
        const TakenBack back = take_back(writer_,
                                         {workspace, source_id, batch.acceptance, batch.commit_sequence,
                                          sequence, *batch.first_day, *batch.last_day},
                                         stop);
        batch.undo->ended = back.ended;
        batch.undo->restored = back.restored;
        count_undo_totals(writer_, workspace, source_id, back.days, *batch.undo, stop);
    }
    forget_undone_measures(writer_, source_id);
    throw_if_stopped(stop);
    std::unique_lock<std::shared_mutex> committing;
    batch.undo->undone_at = begin_commit(clock, committing);
    record_undo(writer_, batch, *batch.undo);
    transaction.commit();
    committed({sequence, batch.undo->undone_at});
    return batch;
}

Result<std::vector<AppliedBatch>> DuckFactStore::applied(WorkspaceId workspace,
                                                         std::span<const BatchId> ids) {
    return guard_.run<std::vector<AppliedBatch>>([&]() -> Result<std::vector<AppliedBatch>> {
        const auto reader = readers_.lend({});
        return find_applied(*reader, workspace, ids);
    });
}

Result<std::optional<Shape>> DuckFactStore::shape_of(WorkspaceId workspace, const std::string& source) {
    return guard_.run<std::optional<Shape>>([&]() -> Result<std::optional<Shape>> {
        const auto reader = readers_.lend({});
        return duckdb::fixed_shape(*reader, workspace, source);
    });
}

Result<std::vector<NamedMeasure>> DuckFactStore::own_measures_of(WorkspaceId workspace,
                                                                 const std::string& source) {
    using Measures = std::vector<NamedMeasure>;
    return guard_.run<Measures>([&]() -> Result<Measures> {
        const auto reader = readers_.lend({});
        const auto source_id = duckdb::source_named(*reader, workspace, source);
        return source_id ? duckdb::own_measures_of(*reader, *source_id) : Measures{};
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
        const std::shared_lock no_commit(committing_);
        const auto reader = readers_.lend({});
        return duckdb::commit_at(*reader, workspace, time);
    });
}

Result<std::int64_t> DuckFactStore::last_commit_sequence() { return last_sequence_.load(); }

}  // namespace insightflow::duckdb
