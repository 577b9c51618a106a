#include "application/analytics/quality_board.hpp"

#include <algorithm>

#include "domain/time/day_in_zone.hpp"

namespace insightflow {
namespace {

BatchFigures figures_of(const Intake& intake) {
    BatchFigures batch;
    batch.batch_id = intake.batch_id;
    batch.ended_at = intake.finished_at.value_or(intake.received_at);
    batch.applied = false;
    batch.received = intake.outcomes.received;
    batch.accepted = intake.outcomes.accepted;
    return batch;
}

// Batches that were rejected whole are not in the store of facts. One that is not among the source's last
// ones is as much history as theirs; sources without any data are not listed.
void add_rejected(QualityFigures& figures, const std::vector<Intake>& intakes) {
    for (SourceFigures& source : figures.sources) {
        for (const Intake& intake : intakes)
            if (intake.options.source == source.source) source.batches.push_back(figures_of(intake));
        std::ranges::stable_sort(source.batches, {}, &BatchFigures::ended_at);
        const std::size_t older =
            source.batches.size() - std::min(source.batches.size(), quality_batches_max);
        source.batches.erase(source.batches.begin(),
                             source.batches.begin() + static_cast<std::ptrdiff_t>(older));
    }
}

std::int64_t version_of(const std::vector<WorkspaceVersion>& versions, WorkspaceId workspace) {
    const auto found = std::ranges::find(versions, workspace, &WorkspaceVersion::workspace);
    return found == versions.end() ? 0 : found->commit_sequence;
}

}  // namespace

Day QualityBoard::today_of(WorkspaceId workspace) const {
    return day_in_zone(ports_.clock(), ports_.time_zone(workspace));
}

std::optional<QualityBoard::Kept> QualityBoard::kept(WorkspaceId workspace) const {
    const std::lock_guard lock(mutex_);
    const auto found = reports_.find(workspace);
    if (found == reports_.end()) return std::nullopt;
    return found->second;
}

Result<std::string> QualityBoard::newest_rejected(WorkspaceId workspace) {
    const auto newest = ports_.intakes.list(workspace, {{}, {IntakeState::rejected}}, {}, 1);
    if (!newest) return newest.error();
    return newest->empty() ? std::string{} : newest->front().batch_id;
}

Result<QualityBoard::Kept> QualityBoard::report(WorkspaceId workspace, std::stop_token stop) {
    Kept made;
    made.today = today_of(workspace);
    auto figures = ports_.store.figures(workspace, made.today, std::move(stop));
    if (!figures) return figures.error();
    const auto rejected =
        ports_.intakes.list(workspace, {{}, {IntakeState::rejected}}, {}, quality_rejected_batches_max);
    if (!rejected) return rejected.error();
    if (!rejected->empty()) made.newest_rejected = rejected->front().batch_id;
    add_rejected(*figures, *rejected);
    made.report =
        std::make_shared<const QualityReport>(assess(*figures, made.today, ports_.time_zone(workspace)));
    made.findings =
        std::make_shared<const std::vector<QualityFinding>>(findings_on(*made.report, made.today));
    made.found_at = ports_.clock();
    return made;
}

QualityBoard::Kept QualityBoard::pass(WorkspaceId workspace, const std::optional<Kept>& before,
                                      std::stop_token stop) {
    const Timestamp began = ports_.clock();
    auto found = report(workspace, stop);
    Kept made = found ? *std::move(found) : before.value_or(Kept{});
    made.failure = found ? std::nullopt : std::optional(found.error());
    made.tried_at = ports_.clock();
    made.taken = std::max(made.tried_at - began, std::chrono::microseconds{0});
    // One that somebody stopped says nothing of the data.
    if (found || !stop.stop_requested()) keep(workspace, made);
    return made;
}

void QualityBoard::keep(WorkspaceId workspace, Kept made) {
    const std::lock_guard lock(mutex_);
    reports_.insert_or_assign(workspace, std::move(made));
    if (reports_.size() <= quality_workspaces_max) return;
    reports_.erase(std::ranges::min_element(reports_, {}, [](const auto& entry) {
        return entry.second.report ? entry.second.report->commit_sequence : 0;
    }));
}

Result<KnownQuality> QualityBoard::look(WorkspaceId workspace, std::stop_token stop) {
    return look_with(workspace, quality_pass_short, std::move(stop));
}

Result<KnownQuality> QualityBoard::look_with(WorkspaceId workspace, std::chrono::microseconds free,
                                             std::stop_token stop) {
    const auto versions = ports_.store.versions(stop);
    if (!versions) return versions.error();
    const auto rejected = newest_rejected(workspace);
    if (!rejected) return rejected.error();
    const std::int64_t version = version_of(*versions, workspace);
    const Day today = today_of(workspace);
    const auto is_current = [&](const Kept& found) {
        return found.report && found.report->commit_sequence >= version && found.today == today &&
               found.newest_rejected == *rejected;
    };
    const auto wants_pass = [&](const std::optional<Kept>& found) {
        if (!found) return true;
        if (is_current(*found)) return false;
        // A clock that was set back is no reason to wait.
        const auto since = ports_.clock() - found->tried_at;
        return found->taken < free || since.count() < 0 || since >= quality_pause_factor * found->taken;
    };
    auto found = kept(workspace);
    if (wants_pass(found)) {
        std::unique_lock lock(one_pass_at_a_time_, std::defer_lock);
        const auto began = std::chrono::steady_clock::now();
        const auto is_shown_as_it_is = [&] {
            return found && found->report && std::chrono::steady_clock::now() - began > quality_wait_max;
        };
        while (!lock.try_lock_for(std::chrono::milliseconds{50}) && !stop.stop_requested())
            if (is_shown_as_it_is())
                return KnownQuality{found->report, found->findings, found->found_at, today, false};
        if (!lock.owns_lock())
            return Error{ErrorCode::deadline_exceeded, "The quality of other data is being looked at.", {}};
        found = kept(workspace);  // another thread may have made the pass that was waited for
        if (wants_pass(found)) found = pass(workspace, found, std::move(stop));
    }
    if (!found->report || found->failure) return *found->failure;
    return KnownQuality{found->report, found->findings, found->found_at, today, is_current(*found)};
}

std::optional<KnownQuality> QualityBoard::known(WorkspaceId workspace) const {
    const auto found = kept(workspace);
    if (!found || !found->report) return std::nullopt;
    return KnownQuality{found->report, found->findings, found->found_at, today_of(workspace), false};
}

Result<void> QualityBoard::refresh(std::stop_token stop) {
    const auto versions = ports_.store.versions(stop);
    if (!versions) return versions.error();
    const std::size_t looked_at = std::min(versions->size(), quality_workspaces_max);
    Result<void> all;
    for (std::size_t i = 0; i < looked_at && !stop.stop_requested(); ++i)
        if (const auto looked = look_with((*versions)[i].workspace, {}, stop); !looked) all = looked.error();
    return all;
}

QualityTotals QualityBoard::totals() const {
    QualityTotals totals;
    std::map<WorkspaceId, Kept> reports;
    {
        const std::lock_guard lock(mutex_);
        reports = reports_;
    }
    for (const auto& [workspace, kept] : reports) {
        if (!kept.report) continue;
        const Day today = today_of(workspace);
        for (std::size_t code = 0; code < quality_code_count; ++code)
            totals.findings[code] += kept.report->counts[code];
        for (const SourceQuality& source : kept.report->sources) {
            if (late_finding(source, today)) ++totals.findings[static_cast<std::size_t>(QualityCode::late)];
            const Validation validation = validation_of(source.batches);
            totals.validation.received += validation.received;
            totals.validation.accepted += validation.accepted;
            if (source.habit.last_at)
                totals.newest_batch_at =
                    std::max(totals.newest_batch_at.value_or(*source.habit.last_at), *source.habit.last_at);
        }
    }
    return totals;
}

}  // namespace insightflow
