// What is known of the quality of each workspace's data. It takes a pass over all rows, so it is found out
// once for a version of the data and kept; questions look at what is kept and never wait for it.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "application/analytics/quality_store.hpp"
#include "application/ingestion/intake_store.hpp"
#include "domain/quality/quality_report.hpp"

namespace insightflow {

// Where batches come one after another, passes take at most this part of the time: the next one waits for
// twenty times as long as the last one took.
inline constexpr int quality_pause_factor = 20;
// Whoever asks gets a new pass without that pause where the last one took less than this.
inline constexpr std::chrono::seconds quality_pass_short{1};
// So long a kept report waits for the pass of another workspace before it is shown as it is.
inline constexpr std::chrono::seconds quality_wait_max{1};
// Workspaces of which reports are kept: those with the newest commits.
inline constexpr std::size_t quality_workspaces_max = 64;
// Batches that were rejected whole and are looked at, of each workspace.
inline constexpr std::size_t quality_rejected_batches_max = 200;

struct QualityPorts {
    QualityStore& store;
    IntakeStore& intakes;
    std::function<Timestamp()> clock;
    std::function<std::string(WorkspaceId)> time_zone;
};

// report: as of its commit, found out at that time; findings: its own, and sources that were late on that
// day. today: the workspace's, now. is_current: no commit came since, and no batch was rejected whole.
struct KnownQuality {
    std::shared_ptr<const QualityReport> report{};
    std::shared_ptr<const std::vector<QualityFinding>> findings{};
    Timestamp found_at{};
    Day today{};
    bool is_current = false;
};

// What a monitor watches, over all workspaces of which reports are kept.
struct QualityTotals {
    std::array<std::int64_t, quality_code_count> findings{};
    Validation validation{};
    std::optional<Timestamp> newest_batch_at{};
};

// Any thread calls it.
class QualityBoard {
public:
    explicit QualityBoard(QualityPorts ports) : ports_(std::move(ports)) {}

    // Of the newest data, unless passes take long and the last one was too short a time ago: then what is
    // kept; that too where another pass is being made and does not come to its end soon. Errors: those of the
    // stores, also those of a pass that failed too short a time ago.
    Result<KnownQuality> look(WorkspaceId workspace, std::stop_token stop);

    // What is kept, at once, and not held against newer data; nothing where no pass has been made yet.
    std::optional<KnownQuality> known(WorkspaceId workspace) const;

    // Brings the reports of all workspaces up to date whose pause is over; one that fails keeps none of the
    // others from theirs. Errors: the last one of the stores.
    Result<void> refresh(std::stop_token stop);

    QualityTotals totals() const;

private:
    // Of the last pass, or where that failed of the last good one; the report is null where there is none.
    struct Kept {
        std::shared_ptr<const QualityReport> report{};
        std::shared_ptr<const std::vector<QualityFinding>> findings{};
        Day today{};
        std::string newest_rejected{};  // the batch; empty where none is
        Timestamp found_at{};
        Timestamp tried_at{};  // when the last pass ended, and how long it took
        std::chrono::microseconds taken{};
        std::optional<Error> failure{};  // of the last pass
    };

    std::optional<Kept> kept(WorkspaceId workspace) const;
    // As look(), with passes that took less than `free` being followed by another one without a pause.
    Result<KnownQuality> look_with(WorkspaceId workspace, std::chrono::microseconds free,
                                   std::stop_token stop);
    Day today_of(WorkspaceId workspace) const;
    Kept pass(WorkspaceId workspace, const std::optional<Kept>& before, std::stop_token stop);
    Result<Kept> report(WorkspaceId workspace, std::stop_token stop);
    Result<std::string> newest_rejected(WorkspaceId workspace);
    void keep(WorkspaceId workspace, Kept kept);

    QualityPorts ports_;
    std::timed_mutex one_pass_at_a_time_;
    mutable std::mutex mutex_;  // of reports_
    std::map<WorkspaceId, Kept> reports_;
};

}  // namespace insightflow
