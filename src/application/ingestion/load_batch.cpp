#include "application/ingestion/load_batch.hpp"

#include <algorithm>

#include "domain/ingestion/body_limits.hpp"

namespace insightflow {
Error lost_body(const std::string& what) {
    return {ErrorCode::unprocessable,
            "The stored body of this batch " + what +
                ": send it again, or put the body back from a backup and try the batch again.",
            {}};
}

namespace {

// Errors: unprocessable where the body is lost; others of the spool, and of the store of profiles. What is
// wrong with the file is in the answer.
Result<ReadBatch> read_intake(const Intake& intake, LoadPorts& ports, RejectCollector& rejects,
                              const ReportProgress& report, const std::stop_token& stop) {
    const auto body = ports.spool.fetch(intake.batch_id, intake.body);
    if (!body) {
        const Error& error = body.error();
        const bool is_lost = error.code == ErrorCode::not_found || error.code == ErrorCode::unprocessable;
        return is_lost ? lost_body(error.message) : error;
    }
    auto shelf = ports.shelf ? ports.shelf(intake.workspace, intake.options.profile) : ProfileShelf{};
    if (!shelf) return shelf.error();
    const BodyToRead to_read{(*body)->path(), intake.body.bytes, intake.format, intake.options,
                             std::move(*shelf)};
    return read_batch(to_read, {ports.make_reader, ports.nfc, rejects, report}, stop);
}

StagedBatch staged_from(const Intake& intake, CheckedBatch checked) {
    StagedBatch staged =
        staged_as(std::move(checked), intake.workspace, intake.batch_id, intake.options.source);
    staged.acceptance = intake.acceptance;
    return staged;
}

}  // namespace

Result<LoadedBatch> load_batch(const Intake& intake, std::int64_t attempt, LoadPorts& ports,
                               const ReportProgress& report, std::stop_token stop) {
    RejectCollector rejects(ports.reject_files);
    auto read = read_intake(intake, ports, rejects, report, stop);
    if (!read) return read.error();
    ReadBatch& batch = *read;
    if (!batch.read && batch.read.error().code == ErrorCode::invalid_argument) {
        // Nothing of a file that cannot be read to its end counts, not even the rows before the fault.
        const auto saved = ports.intakes.save_rejects(intake.batch_id, attempt, {});
        if (!saved) return saved.error();
        if (const auto dropped = rejects.drop(intake.batch_id); !dropped) return dropped.error();
        return rejected_as_a_whole(batch.received, batch.read.error().message);
    }
    if (!batch.read) return batch.read.error();

    CheckedBatch& checked = batch.checked;
    // An earlier attempt may have saved some.
    if (!checked.rejects.empty() || attempt > 1) {
        const auto saved = ports.intakes.save_rejects(intake.batch_id, attempt, checked.rejects);
        if (!saved) return saved.error();
    }
    const bool has_rejects = !checked.refusal || !checked.rejects.empty();
    const auto kept = has_rejects ? rejects.keep(intake.batch_id) : rejects.drop(intake.batch_id);
    if (!kept) return kept.error();
    if (const auto reason = reason_to_reject(batch))
        return rejected_as_a_whole(checked.outcomes.received, *reason);
    return staged_from(intake, std::move(checked));
}

Result<StagedBatch> stage_again(const Intake& intake, LoadPorts& ports, std::stop_token stop) {
    RejectCollector nobody(nullptr);
    auto read = read_intake(intake, ports, nobody, {}, stop);
    if (!read) return read.error();
    ReadBatch& batch = *read;
    if (!batch.read) return batch.read.error();
    if (const auto reason = reason_to_reject(batch)) return Error{ErrorCode::unprocessable, *reason, {}};
    return staged_from(intake, std::move(batch.checked));
}

std::uint64_t loading_bytes(BodyFormat format, std::uint64_t bytes) {
    if (format != BodyFormat::content) return bytes;
    return std::min(unpacked_bytes_max, std::max(unpacked_free_bytes, bytes * unpacked_ratio_max));
}

RowOutcomes all_rejected(std::int64_t received) {
    RowOutcomes outcomes;
    outcomes.received = received;
    outcomes.rejected = received;
    return outcomes;
}

BatchEnd rejected_as_a_whole(std::int64_t received, std::string reason) {
    return {IntakeState::rejected, all_rejected(received), std::move(reason), {}};
}

}  // namespace insightflow
