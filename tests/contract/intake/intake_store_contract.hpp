// What every IntakeStore must do. An engine's test gives a factory and instantiates the suite.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "application/ingestion/intake_store.hpp"
#include "domain/base/ulid.hpp"

namespace insightflow::testing {

// A store that can be closed and opened again, and whose content then is what was durable.
struct OpenedStore {
    virtual ~OpenedStore() = default;
    virtual IntakeStore& intakes() = 0;
    virtual void reopen() = 0;
};

using MakeStore = std::function<std::unique_ptr<OpenedStore>()>;

class IntakeStoreContract : public ::testing::TestWithParam<MakeStore> {
protected:
    IntakeStore& store() { return opened_->intakes(); }
    void reopen() { opened_->reopen(); }
    // By the batch's last attempt.
    Result<void> finish(const BatchId& id, IntakeState state, const RowOutcomes& outcomes,
                        const std::string& error, Timestamp now) {
        const auto found = store().find(WorkspaceId{1}, id).value();
        return store().finish(id, found ? found->attempt : 0, {state, outcomes, error, {}}, now);
    }

private:
    std::unique_ptr<OpenedStore> opened_ = GetParam()();
};

inline constexpr Timestamp noon{std::chrono::seconds{1'700'000'000}};
inline constexpr WorkspaceId workspace{1};

// What the audit log is to hold of an acceptance.
inline const AuditEvent accepting = [] {
    AuditEvent event;
    event.workspace = workspace;
    event.at = noon;
    event.action = "batch.accept";
    return event;
}();

// The n-th id in order of time.
inline BatchId numbered_id(int n) { return make_ulid(noon + std::chrono::milliseconds{n}, {}); }

inline Intake numbered_intake(int n, const std::string& source = "shop") {
    Intake intake;
    intake.workspace = workspace;
    intake.batch_id = numbered_id(n);
    intake.format = BodyFormat::csv;
    intake.options.source = source;
    intake.normaliser_version = 1;
    intake.body = {100, "hash-" + std::to_string(n)};
    intake.sent_by = "environment";
    intake.received_at = noon;
    return intake;
}

}  // namespace insightflow::testing
