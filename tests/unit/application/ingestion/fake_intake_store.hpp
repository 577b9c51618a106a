// The ledger in memory, with faults on demand.
#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "application/ingestion/intake_store.hpp"
#include "unit/application/ingestion/faults.hpp"

namespace insightflow::testing {

class FakeIntakeStore final : public IntakeStore {
public:
    FaultHook hook = [](const std::string&) {};
    // Given instead of an answer of finish() while set.
    std::optional<Error> finish_error{};
    std::vector<AuditEvent> events{};  // of accepted and undone intakes

    Result<Accepted> accept(const Intake& intake, const std::optional<IdempotentRequest>& request,
                            Timestamp now, const std::optional<AuditEvent>& event) override {
        const std::lock_guard lock(mutex_);
        hook("accept");
        if (request) {
            const auto known = keys_.find({intake.workspace, request->key});
            if (known != keys_.end() && known->second.expires > now) {
                if (known->second.fingerprint != request->fingerprint)
                    return Error{ErrorCode::unprocessable, "another body or other options", {}};
                return Accepted{intakes_.at(known->second.batch), true};
            }
        }
        if (event) events.push_back(*event);
        Intake taken = intake;
        taken.acceptance = ++last_acceptance_;
        intakes_[taken.batch_id] = taken;
        if (request)
            keys_[{intake.workspace, request->key}] = {request->fingerprint, taken.batch_id,
                                                       now + std::chrono::days{idempotency_days}};
        hook("accepted");
        return Accepted{taken, false};
    }

    Result<std::optional<Intake>> find(WorkspaceId of, const BatchId& id) override {
        const std::lock_guard lock(mutex_);
        const auto found = intakes_.find(id);
        if (found == intakes_.end() || found->second.workspace != of) return std::nullopt;
        return found->second;
    }

    Result<std::vector<Intake>> list(WorkspaceId of, const IntakeFilter& filter,
                                     std::optional<std::int64_t> before, std::size_t limit) override {
        auto found = matching([&](const Intake& intake) {
            const bool in_state = filter.states.empty() ||
                                  std::ranges::find(filter.states, intake.state) != filter.states.end();
            return intake.workspace == of && in_state &&
                   (!filter.source || intake.options.source == *filter.source) &&
                   (!before || intake.acceptance < *before);
        });
        std::reverse(found.begin(), found.end());
        if (found.size() > limit) found.resize(limit);
        return found;
    }

    Result<std::vector<Intake>> unfinished() override {
        return matching([](const Intake& intake) {
            return intake.state == IntakeState::queued || intake.state == IntakeState::loading;
        });
    }

    Result<std::vector<Intake>> find_all(std::span<const BatchId> ids) override {
        const std::lock_guard lock(mutex_);
        std::vector<Intake> found;
        for (const BatchId& id : ids)
            if (const auto known = intakes_.find(id); known != intakes_.end()) found.push_back(known->second);
        return found;
    }

    Result<std::vector<Intake>> in_state(IntakeState state, std::int64_t after, std::size_t limit) override {
        auto found = matching(
            [&](const Intake& intake) { return intake.state == state && intake.acceptance > after; });
        if (found.size() > limit) found.resize(limit);
        return found;
    }

    Result<Attempt> begin_attempt(const BatchId& id) override {
        const std::lock_guard lock(mutex_);
        hook("begin_attempt");
        Intake& intake = intakes_.at(id);
        if (intake.state != IntakeState::queued && intake.state != IntakeState::loading)
            return Error{ErrorCode::conflict, "at its end", {}};
        intake.state = IntakeState::loading;
        attempts_.push_back(id);
        return Attempt{++intake.attempt, ++intake.attempts};
    }

    Result<bool> is_current(const BatchId& id, std::int64_t attempt) override {
        const std::lock_guard lock(mutex_);
        hook("is_current");
        const Intake& intake = intakes_.at(id);
        return intake.state == IntakeState::loading && intake.attempt == attempt;
    }

    Result<Intake> retry(WorkspaceId of, const BatchId& id, const AuditEvent& event) override {
        const std::lock_guard lock(mutex_);
        const auto found = intakes_.find(id);
        if (found == intakes_.end() || found->second.workspace != of) return not_found("no such batch");
        Intake& intake = found->second;
        if (intake.state != IntakeState::failed && intake.state != IntakeState::rejected)
            return Error{ErrorCode::conflict, "not failed"};
        forget_tries(intake);
        events.push_back(event);
        return intake;
    }

    Result<Intake> begin_undo(WorkspaceId of, const BatchId& id, Timestamp now,
                              const AuditEvent& event) override {
        const std::lock_guard lock(mutex_);
        const auto found = intakes_.find(id);
        if (found == intakes_.end() || found->second.workspace != of) return not_found("no such batch");
        if (found->second.state == IntakeState::undone) return Error{ErrorCode::conflict, "undone already"};
        found->second.state = IntakeState::undone;
        found->second.finished_at = now;
        found->second.undo_attempts = 0;
        found->second.error.clear();
        events.push_back(event);
        return found->second;
    }

    Result<int> begin_undo_attempt(const BatchId& id) override {
        const std::lock_guard lock(mutex_);
        hook("begin_undo_attempt");
        if (intakes_.at(id).state != IntakeState::undone) return Error{ErrorCode::conflict, "not undone"};
        return ++intakes_.at(id).undo_attempts;
    }

    Result<void> fail_undo(const BatchId& id, const std::string& error) override {
        const std::lock_guard lock(mutex_);
        hook("fail_undo");
        if (intakes_.at(id).state != IntakeState::undone) return Error{ErrorCode::conflict, "not undone"};
        intakes_.at(id).state = IntakeState::undo_failed;
        intakes_.at(id).error = error;
        return {};
    }

    Result<void> requeue(const BatchId& id, std::int64_t attempt) override {
        const std::lock_guard lock(mutex_);
        hook("requeue");
        Intake& intake = intakes_.at(id);
        const bool counts = intake.state == IntakeState::done || intake.state == IntakeState::undo_failed;
        if (!counts && !is_unfinished(intake, attempt)) return superseded();
        forget_tries(intake);
        return {};
    }

    Result<void> save_rejects(const BatchId& id, std::int64_t attempt,
                              const std::vector<Reject>& rejects) override {
        const std::lock_guard lock(mutex_);
        hook("save_rejects");
        if (!is_unfinished(intakes_.at(id), attempt)) return superseded();
        rejects_[id] = rejects;
        return {};
    }

    Result<void> finish(const BatchId& id, std::int64_t attempt, const BatchEnd& end,
                        Timestamp now) override {
        const std::lock_guard lock(mutex_);
        hook("finish");
        if (finish_error) return *finish_error;
        Intake& intake = intakes_.at(id);
        if (!is_unfinished(intake, attempt)) return superseded();
        intake.state = end.state;
        intake.outcomes = end.outcomes;
        intake.error = end.error;
        intake.times = end.times;
        intake.finished_at = now;
        hook("finished");
        return {};
    }

    Result<void> finish_applied(std::span<const AppliedAttempt> attempts, Timestamp now) override {
        const std::lock_guard lock(mutex_);
        hook("finish");
        if (finish_error) return *finish_error;
        for (const auto& [id, attempt, outcomes, times] : attempts) {
            Intake& intake = intakes_.at(id);
            if (!is_unfinished(intake, attempt)) continue;
            intake.state = IntakeState::done;
            intake.outcomes = outcomes;
            intake.times = times;
            intake.finished_at = now;
        }
        hook("finished");
        return {};
    }

    Result<std::int64_t> highest_acceptance() override {
        const std::lock_guard lock(mutex_);
        std::int64_t highest = 0;
        for (const auto& [id, intake] : intakes_) highest = std::max(highest, intake.acceptance);
        return highest;
    }

    Result<std::vector<BatchId>> without_intake(std::span<const BatchId> ids) override {
        const std::lock_guard lock(mutex_);
        std::vector<BatchId> missing;
        for (const BatchId& id : ids)
            if (!intakes_.contains(id)) missing.push_back(id);
        return missing;
    }

    Result<std::vector<Reject>> rejects(WorkspaceId of, const BatchId& id, std::uint64_t after_row,
                                        std::size_t limit) override {
        const std::lock_guard lock(mutex_);
        const auto intake = intakes_.find(id);
        if (intake == intakes_.end() || intake->second.workspace != of) return not_found("no such batch");
        std::vector<Reject> found;
        for (const Reject& reject : rejects_[id])
            if (reject.row > after_row && found.size() < limit) found.push_back(reject);
        return found;
    }

    // What tests look at and arrange.
    Intake get(const BatchId& id) {
        const std::lock_guard lock(mutex_);
        return intakes_.at(id);
    }
    void put(const Intake& intake) {
        const std::lock_guard lock(mutex_);
        intakes_[intake.batch_id] = intake;
        last_acceptance_ = std::max(last_acceptance_, intake.acceptance);
    }
    std::size_t size() {
        const std::lock_guard lock(mutex_);
        return intakes_.size();
    }
    std::vector<BatchId> attempts() {
        const std::lock_guard lock(mutex_);
        return attempts_;
    }

private:
    struct Key {
        std::string fingerprint{};
        BatchId batch{};
        Timestamp expires{};
    };

    static bool is_unfinished(const Intake& intake, std::int64_t attempt) {
        return intake.attempt == attempt &&
               (intake.state == IntakeState::queued || intake.state == IntakeState::loading);
    }
    static Error superseded() { return {ErrorCode::conflict, "a later attempt has it"}; }
    static void forget_tries(Intake& intake) {
        intake.state = IntakeState::queued;
        intake.attempts = 0;
        intake.error.clear();
        intake.outcomes = {};
        intake.finished_at.reset();
        intake.times.reset();
    }

    template <class Condition>
    std::vector<Intake> matching(Condition condition) {
        const std::lock_guard lock(mutex_);
        std::vector<Intake> found;
        for (const auto& [id, intake] : intakes_)
            if (condition(intake)) found.push_back(intake);
        std::sort(found.begin(), found.end(),
                  [](const Intake& a, const Intake& b) { return a.acceptance < b.acceptance; });
        return found;
    }

    std::mutex mutex_{};
    std::map<BatchId, Intake> intakes_{};
    std::map<BatchId, std::vector<Reject>> rejects_{};
    std::map<std::pair<WorkspaceId, std::string>, Key> keys_{};
    std::vector<BatchId> attempts_{};
    std::int64_t last_acceptance_ = 0;
};

}  // namespace insightflow::testing
