// The ports of ingestion in memory, with faults on demand. Each store keeps its content when the use cases
// above it are thrown away, as a disk does when the process ends.
#pragma once

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>

#include "application/ingestion/accept_batch.hpp"
#include "application/ingestion/load_batch.hpp"
#include "application/ingestion/spool.hpp"
#include "unit/application/ingestion/fake_fact_store.hpp"

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
