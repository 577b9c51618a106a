#include "application/ingestion/archive_bodies.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include "domain/base/ulid.hpp"

namespace insightflow {
namespace {

constexpr std::size_t page_size = 100;

bool is_at_end(const Intake& intake) {
    return intake.state != IntakeState::queued && intake.state != IntakeState::loading;
}

// Calls step for the intakes of the bodies that are at their end, until stopped.
template <class Step>
Result<void> for_each(const std::vector<BatchId>& bodies, IntakeStore& intakes, const std::stop_token& stop,
                      Step step) {
    for (std::size_t at = 0; at < bodies.size(); at += page_size) {
        const auto page = std::span(bodies).subspan(at, std::min(page_size, bodies.size() - at));
        const auto found = intakes.find_all(page);
        if (!found) return found.error();
        for (const Intake& intake : *found) {
            if (stop.stop_requested()) return {};
            if (!is_at_end(intake)) continue;
            if (const auto done = step(intake); !done) return done.error();
        }
    }
    return {};
}

}  // namespace

Result<Archived> archive_bodies(ArchivePorts ports, const std::optional<std::chrono::days>& kept_for,
                                Timestamp now, std::stop_token stop) {
    Archived out;
    if (kept_for) {
        auto old = ports.spool.kept();
        if (!old) return old.error();
        std::erase_if(*old, [&](const BatchId& id) { return time_of_ulid(id) >= now - *kept_for; });
        const auto removed = for_each(*old, ports.intakes, stop, [&](const Intake& intake) -> Result<void> {
            if (intake.finished_at.value_or(now) >= now - *kept_for) return {};
            ++out.removed;
            if (ports.reject_files != nullptr)
                if (const auto gone = ports.reject_files->remove(intake.batch_id); !gone) return gone;
            return ports.spool.remove(intake.batch_id);
        });
        if (!removed) return removed.error();
    }
    const auto plain = ports.spool.not_archived();
    if (!plain) return plain.error();
    const auto archived = for_each(*plain, ports.intakes, stop, [&](const Intake& intake) -> Result<void> {
        const auto done = ports.spool.archive(intake.batch_id, intake.body);
        if (done) {
            ++out.archived;
            return {};
        }
        if (done.error().code != ErrorCode::unprocessable) return done;
        ++out.damaged;
        ports.log("the body of the batch " + intake.batch_id +
                  " is not what came: put it back from a backup");
        return {};
    });
    if (!archived) return archived.error();
    return out;
}

}  // namespace insightflow
