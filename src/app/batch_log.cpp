#include "app/batch_log.hpp"

#include "app/logging.hpp"
#include "app/simulator.hpp"

namespace insightflow::app {

JobEvents logged_events(metrics::Metrics& counted) {
    JobEvents events;
    events.applied = [&counted](const Intake& intake, const AppliedBatch& applied) {
        counted.batch_ended(BatchStatus::applied, applied.outcomes);
        // The simulator sends one every few seconds, for ever.
        const bool routine = intake.sent_by == simulator_label;
        log_event(routine ? LogLevel::debug : LogLevel::info, "batch applied",
                  {{"batch_id", intake.batch_id},
                   {"source", intake.options.source},
                   {"rows_received", applied.outcomes.received},
                   {"rows_rejected", applied.outcomes.rejected},
                   {"commit_sequence", applied.commit_sequence}});
    };
    events.refused = [&counted](const Intake& intake) {
        const bool failed = intake.state == IntakeState::failed;
        counted.batch_ended(failed ? BatchStatus::failed : BatchStatus::rejected, intake.outcomes);
    };
    events.undone = [&counted](const Intake& intake, const std::optional<AppliedBatch>& applied) {
        counted.batch_ended(BatchStatus::undone, {});
        const BatchUndo undo = applied ? applied->undo.value_or(BatchUndo{}) : BatchUndo{};
        log_event(LogLevel::info, "batch undone",
                  {{"batch_id", intake.batch_id},
                   {"source", intake.options.source},
                   {"rows_ended", undo.ended},
                   {"rows_restored", undo.restored},
                   {"commit_sequence", undo.commit_sequence}});
    };
    events.undo_failed = [&counted](const Intake& intake, const std::string& reason) {
        counted.batch_ended(BatchStatus::undo_failed, {});
        log_event(LogLevel::error, "batch could not be undone",
                  {{"batch_id", intake.batch_id}, {"source", intake.options.source}, {"reason", reason}});
    };
    events.log = [](const std::string& line) { log_event(LogLevel::warning, line); };
    return events;
}

}  // namespace insightflow::app
