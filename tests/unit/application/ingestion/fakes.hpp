// The ports of ingestion in memory, with faults on demand. Each store keeps its content when the use cases
// above it are thrown away, as a disk does when the process ends.
#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>

#include "application/ingestion/accept_batch.hpp"
#include "application/ingestion/fact_store.hpp"
#include "application/ingestion/load_batch.hpp"
#include "application/ingestion/spool.hpp"

namespace insightflow::testing {

inline constexpr Timestamp noon{std::chrono::seconds{1'700'000'000}};
inline constexpr WorkspaceId workspace{1};

// Called with the name of a step before ("accept") and after ("accepted") it is done; throws or not.
using FaultHook = std::function<void(const std::string& step)>;

struct Crash : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Throws at the n-th passing of the step, and at the passings right after it, `times` in all.
// Copies count together.
inline FaultHook crash_at(std::string step, int nth = 1, int times = 1) {
    return [step = std::move(step), count = std::make_shared<std::atomic<int>>(0), nth,
            times](const std::string& passed) {
        if (passed != step) return;
        const int passing = ++*count;
        if (passing >= nth && passing < nth + times) throw Crash("crash at " + step);
    };
}

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

    Result<std::vector<Intake>> list(WorkspaceId of, const std::optional<std::string>& source,
                                     std::optional<std::int64_t> before, std::size_t limit) override {
        auto found = matching([&](const Intake& intake) {
            return intake.workspace == of && (!source || intake.options.source == *source) &&
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

    Result<std::vector<Intake>> in_state(IntakeState state, std::int64_t after, std::size_t limit) override {
        auto found = matching(
            [&](const Intake& intake) { return intake.state == state && intake.acceptance > after; });
        if (found.size() > limit) found.resize(limit);
        return found;
    }

    Result<int> begin_attempt(const BatchId& id) override {
        const std::lock_guard lock(mutex_);
        hook("begin_attempt");
        Intake& intake = intakes_.at(id);
        if (intake.state != IntakeState::queued && intake.state != IntakeState::loading)
            return Error{ErrorCode::conflict, "at its end", {}};
        intake.state = IntakeState::loading;
        attempts_.push_back(id);
        return ++intake.attempts;
    }

    Result<Intake> begin_undo(WorkspaceId of, const BatchId& id, Timestamp now,
                              const AuditEvent& event) override {
        const std::lock_guard lock(mutex_);
        const auto found = intakes_.find(id);
        if (found == intakes_.end() || found->second.workspace != of) return not_found("no such batch");
        if (found->second.state == IntakeState::undone) return Error{ErrorCode::conflict, "undone already"};
        found->second.state = IntakeState::undone;
        found->second.finished_at = now;
        events.push_back(event);
        return found->second;
    }

    Result<void> requeue(const BatchId& id) override {
        const std::lock_guard lock(mutex_);
        hook("requeue");
        if (intakes_.at(id).state == IntakeState::undone) return {};
        intakes_.at(id).state = IntakeState::queued;
        intakes_.at(id).attempts = 0;
        return {};
    }

    Result<void> save_rejects(const BatchId& id, const std::vector<Reject>& rejects) override {
        const std::lock_guard lock(mutex_);
        hook("save_rejects");
        rejects_[id] = rejects;
        return {};
    }

    Result<void> finish(const BatchId& id, IntakeState state, const RowOutcomes& outcomes,
                        const std::string& error, Timestamp now) override {
        const std::lock_guard lock(mutex_);
        hook("finish");
        if (finish_error) return *finish_error;
        Intake& intake = intakes_.at(id);
        if (intake.state == IntakeState::undone) return {};
        intake.state = state;
        intake.outcomes = outcomes;
        intake.error = error;
        intake.finished_at = now;
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

class FakeSpool final : public Spool {
public:
    FaultHook hook = [](const std::string&) {};
    std::optional<Error> open_error{};

    Result<std::unique_ptr<SpoolWriter>> open() override {
        if (open_error) return *open_error;
        return std::unique_ptr<SpoolWriter>(std::make_unique<Writer>(*this));
    }
    std::filesystem::path path_of(const BatchId& id) const override {
        return std::filesystem::path("spool") / id;
    }
    Result<void> remove(const BatchId& id) override {
        const std::lock_guard lock(mutex_);
        hook("remove");
        bodies_.erase(id);
        return {};
    }
    Result<std::vector<BatchId>> kept() override {
        const std::lock_guard lock(mutex_);
        std::vector<BatchId> ids;
        for (const auto& [id, body] : bodies_) ids.push_back(id);
        return ids;
    }

    void put(const BatchId& id, const std::string& body) {
        const std::lock_guard lock(mutex_);
        bodies_[id] = body;
    }
    std::string body(const std::filesystem::path& path) {
        const std::lock_guard lock(mutex_);
        return bodies_.at(path.filename().string());
    }
    std::size_t size() {
        const std::lock_guard lock(mutex_);
        return bodies_.size();
    }

private:
    class Writer final : public SpoolWriter {
    public:
        explicit Writer(FakeSpool& spool) : spool_(spool) {}
        Result<void> write(std::span<const std::byte> bytes) override {
            spool_.hook("write");
            for (const std::byte byte : bytes) body_.push_back(static_cast<char>(byte));
            return {};
        }
        Result<SpooledBody> keep(const BatchId& id) override {
            spool_.hook("keep");
            spool_.put(id, body_);
            spool_.hook("kept");
            return SpooledBody{body_.size(), "hash of " + body_};
        }

    private:
        FakeSpool& spool_;
        std::string body_{};
    };

    std::mutex mutex_{};
    std::map<BatchId, std::string> bodies_{};
};

class FakeFactStore final : public FactStore {
public:
    FaultHook hook = [](const std::string&) {};
    // Asked before each apply; an error is the answer, and nothing is applied.
    std::function<std::optional<Error>(const StagedBatch&)> refuse = [](const StagedBatch&) {
        return std::nullopt;
    };

    Result<AppliedBatch> apply(const StagedBatch& batch, Timestamp now, std::stop_token) override {
        hook("apply");
        if (auto error = refuse(batch)) return *error;
        const std::lock_guard lock(mutex_);
        const auto known = applied_.find(batch.batch_id);
        if (known != applied_.end()) return known->second;
        AppliedBatch applied;
        applied.batch_id = batch.batch_id;
        applied.acceptance = batch.acceptance;
        applied.commit_sequence = ++sequence_;
        applied.applied_at = now;
        applied.outcomes = batch.outcomes;
        applied.outcomes.added = applied.outcomes.accepted - applied.outcomes.folded;
        applied.warnings = batch.warnings;
        applied_[batch.batch_id] = applied;
        order_.push_back(batch.batch_id);
        hook("applied");
        return applied;
    }

    Result<AppliedBatch> undo(WorkspaceId, const BatchId& id, Timestamp now, std::stop_token) override {
        hook("undo");
        const std::lock_guard lock(mutex_);
        const auto known = applied_.find(id);
        if (known == applied_.end()) return Error{ErrorCode::not_found, "not applied"};
        if (known->second.undo) return Error{ErrorCode::conflict, "undone already"};
        known->second.undo = BatchUndo{++sequence_, now, known->second.outcomes.added, 0};
        return known->second;
    }

    Result<std::vector<AppliedBatch>> applied(WorkspaceId, std::span<const BatchId> ids) override {
        const std::lock_guard lock(mutex_);
        std::vector<AppliedBatch> found;
        for (const BatchId& id : ids)
            if (const auto known = applied_.find(id); known != applied_.end()) found.push_back(known->second);
        return found;
    }

    Result<std::int64_t> commit_at(WorkspaceId, Timestamp time) override {
        const std::lock_guard lock(mutex_);
        std::int64_t highest = 0;
        for (const auto& [id, batch] : applied_)
            if (batch.applied_at <= time) highest = std::max(highest, batch.commit_sequence);
        return highest;
    }

    Result<std::int64_t> highest_acceptance() override {
        const std::lock_guard lock(mutex_);
        std::int64_t highest = 0;
        for (const auto& [id, batch] : applied_) highest = std::max(highest, batch.acceptance);
        return highest;
    }

    Result<std::int64_t> last_commit_sequence() override { return sequence_; }

    std::vector<BatchId> order() {
        const std::lock_guard lock(mutex_);
        return order_;
    }
    void lose(const BatchId& id) {
        const std::lock_guard lock(mutex_);
        applied_.erase(id);
        std::erase(order_, id);
    }

private:
    std::mutex mutex_{};
    std::map<BatchId, AppliedBatch> applied_{};
    std::vector<BatchId> order_{};
    std::int64_t sequence_ = 0;
};

inline const std::string good_body =
    "date,platform,campaign_id,clicks,cost\n2025-03-01,google_ads,c1,10,2.5\n2025-03-02,google_ads,c1,20,3.5";

inline std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

// Batch number n, accepted n-th.
inline BatchId numbered_id(int n) {
    std::string digits = std::to_string(n);
    return std::string(26 - digits.size(), '0') + digits;
}

inline Intake numbered_intake(int n) {
    Intake intake;
    intake.workspace = workspace;
    intake.batch_id = numbered_id(n);
    intake.acceptance = n;
    intake.format = BodyFormat::csv;
    intake.received_at = noon;
    return intake;
}

}  // namespace insightflow::testing
