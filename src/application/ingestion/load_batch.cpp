#include "application/ingestion/load_batch.hpp"

#include "application/ingestion/reject_collector.hpp"

namespace insightflow {
namespace {

// Passes what the reader sends to the rules, and tells how far it is.
class NormalisingSink final : public RowSink {
public:
    NormalisingSink(BatchNormaliser& normaliser, std::uint64_t bytes_total, const ReportProgress& report)
        : normaliser_(normaliser), report_(report) {
        progress_.bytes_total = bytes_total;
    }

    void rows(const TextChunk& chunk) override {
        normaliser_.add(chunk);
        tell();
    }
    void broken_row(const BrokenRow& row) override { normaliser_.add_broken(row); }
    void progress(std::uint64_t bytes_read) override {
        progress_.bytes_read = bytes_read;
        tell();
    }
    void checking() {
        progress_.stage = LoadStage::checking;
        progress_.bytes_read = progress_.bytes_total;
        tell();
    }

private:
    void tell() {
        progress_.rows_read = normaliser_.received();
        report_(progress_);
    }

    BatchNormaliser& normaliser_;
    const ReportProgress& report_;
    LoadProgress progress_{};
};

// Why a checked batch is at its end; nullopt where it goes on.
std::optional<std::string> reason_to_reject(const CheckedBatch& checked) {
    if (checked.refusal) return checked.refusal->message;
    if (checked.outcomes.received == 0) return "The batch holds no rows.";
    if (checked.outcomes.accepted == 0) return "No row was accepted: see the rejects.";
    return std::nullopt;
}

StagedBatch stage(const Intake& intake, CheckedBatch checked) {
    StagedBatch staged;
    staged.workspace = intake.workspace;
    staged.batch_id = intake.batch_id;
    staged.acceptance = intake.acceptance;
    staged.source = intake.options.source;
    staged.shape = checked.shape;
    staged.facts = std::move(checked.facts);
    staged.complete_for = std::move(checked.complete_for);
    staged.outcomes = checked.outcomes;
    staged.warnings = std::move(checked.warnings);
    staged.unknown_columns = std::move(checked.unknown_columns);
    return staged;
}

// Errors: unprocessable where the body is lost; others of the spool; those of the reader, invalid_argument
// among them.
Result<void> read_body(const Intake& intake, LoadPorts& ports, RowSink& sink, std::stop_token stop) {
    const auto body = ports.spool.fetch(intake.batch_id, intake.body);
    if (!body) {
        const Error& error = body.error();
        const bool is_lost = error.code == ErrorCode::not_found || error.code == ErrorCode::unprocessable;
        return is_lost ? lost_body(error.message) : error;
    }
    return ports.make_reader(intake.format)->read((*body)->path(), sink, std::move(stop));
}

}  // namespace

Error lost_body(const std::string& what) {
    return {ErrorCode::unprocessable,
            "The stored body of this batch " + what +
                ": send it again, or put the body back from a backup and try the batch again.",
            {}};
}

Result<LoadedBatch> load_batch(const Intake& intake, std::int64_t attempt, LoadPorts& ports,
                               const ReportProgress& report, std::stop_token stop) {
    RejectCollector rejects(ports.reject_files);
    BatchNormaliser normaliser(intake.options, ports.nfc, {},
                               [&rejects](const Reject& reject) { rejects.take(reject); });
    NormalisingSink sink(normaliser, intake.body.bytes, report);
    const auto read = read_body(intake, ports, sink, stop);
    if (!read && read.error().code == ErrorCode::invalid_argument) {
        // Nothing of a file that cannot be read to its end counts, not even the rows before the fault.
        const auto saved = ports.intakes.save_rejects(intake.batch_id, attempt, {});
        if (!saved) return saved.error();
        if (const auto dropped = rejects.drop(intake.batch_id); !dropped) return dropped.error();
        return rejected_as_a_whole(normaliser.received(), read.error().message);
    }
    if (!read) return read.error();

    sink.checking();
    CheckedBatch checked = std::move(normaliser).finish();
    // An earlier attempt may have saved some.
    if (!checked.rejects.empty() || attempt > 1) {
        const auto saved = ports.intakes.save_rejects(intake.batch_id, attempt, checked.rejects);
        if (!saved) return saved.error();
    }
    const bool has_rejects = !checked.refusal || !checked.rejects.empty();
    const auto kept = has_rejects ? rejects.keep(intake.batch_id) : rejects.drop(intake.batch_id);
    if (!kept) return kept.error();
    if (const auto reason = reason_to_reject(checked))
        return rejected_as_a_whole(checked.outcomes.received, *reason);
    return stage(intake, std::move(checked));
}

Result<StagedBatch> stage_again(const Intake& intake, LoadPorts& ports, std::stop_token stop) {
    BatchNormaliser normaliser(intake.options, ports.nfc);
    const ReportProgress nobody = [](const LoadProgress&) {};
    NormalisingSink sink(normaliser, intake.body.bytes, nobody);
    if (const auto read = read_body(intake, ports, sink, stop); !read) return read.error();
    CheckedBatch checked = std::move(normaliser).finish();
    if (const auto reason = reason_to_reject(checked)) return Error{ErrorCode::unprocessable, *reason, {}};
    return stage(intake, std::move(checked));
}

BatchEnd rejected_as_a_whole(std::int64_t received, std::string reason) {
    RowOutcomes outcomes;
    outcomes.received = received;
    outcomes.rejected = received;
    return {IntakeState::rejected, outcomes, std::move(reason), {}};
}

}  // namespace insightflow
