#include "application/ingestion/load_batch.hpp"

#include <algorithm>
#include <stdexcept>

#include "application/ingestion/reject_collector.hpp"
#include "domain/ingestion/body_limits.hpp"
#include "domain/ingestion/survey.hpp"

namespace insightflow {
namespace {

// Passes what the reader sends to the rules, and tells how far it is.
class NormalisingSink final : public RowSink {
public:
    NormalisingSink(BatchNormaliser& normaliser, const Intake& intake, const ReportProgress& report)
        : normaliser_(normaliser), options_(intake.options), report_(report) {
        progress_.bytes_total = intake.body.bytes;
    }

    HeadingPlace find_headings(std::span<const HeadRow> rows) const override {
        return insightflow::find_headings(rows, options_.columns);
    }
    void begin_table(std::span<const HeadRow> preamble) override { normaliser_.begin_table(preamble); }
    void note(const Warning& warning) override { normaliser_.note(warning); }
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
    const BatchOptions& options_;
    const ReportProgress& report_;
    LoadProgress progress_{};
};

// Passes what the reader sends to a survey.
class SurveySink final : public RowSink {
public:
    SurveySink(BatchSurvey& survey, const BatchOptions& options) : survey_(survey), options_(options) {}
    HeadingPlace find_headings(std::span<const HeadRow> rows) const override {
        return insightflow::find_headings(rows, options_.columns);
    }
    void begin_table(std::span<const HeadRow> preamble) override { survey_.begin_table(preamble); }
    void note(const Warning&) override {}
    void rows(const TextChunk& chunk) override { survey_.add(chunk); }
    void broken_row(const BrokenRow&) override {}
    void progress(std::uint64_t) override {}

private:
    BatchSurvey& survey_;
    const BatchOptions& options_;
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

namespace {

// The file does not tell how it is written.
Error undecided(const std::vector<Question>& questions) {
    std::string message;
    for (const Question& question : questions) message += (message.empty() ? "" : " ") + text_of(question);
    return invalid_argument(std::move(message));
}

// How a batch is written, and in words.
struct Writing {
    Conventions conventions{};
    std::string words{};
};

// Found by looking at all of it. Errors: those of read_body(), and invalid_argument where it has to be asked.
Result<Writing> survey(const Intake& intake, LoadPorts& ports, std::stop_token stop) {
    BatchSurvey survey(intake.options);
    SurveySink sink(survey, intake.options);
    if (const auto read = read_body(intake, ports, sink, std::move(stop)); !read) return read.error();
    std::vector<Question> questions;
    const Conventions conventions = survey.decide(questions);
    if (!questions.empty()) return undecided(questions);
    return Writing{conventions, survey.words(conventions)};
}

// What the reader and the rules made of a body. read: errors of read_body(), and where the file does not tell
// how it is written.
struct ReadBatch {
    Result<void> read{};
    std::int64_t received = 0;
    bool is_undecided = false;  // it has to be looked at as a whole first
    CheckedBatch checked{};     // only where it could be read
};

ReadBatch read_once(const Intake& intake, const Writing& writing, LoadPorts& ports, TakeReject take_reject,
                    const ReportProgress& report, std::stop_token stop) {
    BatchOptions options = intake.options;
    options.conventions = writing.conventions;
    BatchNormaliser normaliser(std::move(options), ports.nfc, {}, std::move(take_reject));
    if (!writing.words.empty())
        normaliser.note({"writing", "", "how the file is written: " + writing.words, 0, 0});
    NormalisingSink sink(normaliser, intake, report);
    ReadBatch batch;
    batch.read = read_body(intake, ports, sink, std::move(stop));
    batch.received = normaliser.received();
    batch.is_undecided = normaliser.undecided();
    if (!batch.read || batch.is_undecided) return batch;
    sink.checking();
    batch.checked = std::move(normaliser).finish();
    return batch;
}

// Nearly all files can be read at once; one that writes its numbers or days in a way of its own is looked
// through for it and read again.
ReadBatch read_batch(const Intake& intake, LoadPorts& ports, RejectCollector& rejects,
                     const ReportProgress& report, const std::stop_token& stop) {
    const TakeReject take = [&rejects](const Reject& reject) { rejects.take(reject); };
    ReadBatch batch = read_once(intake, {intake.options.conventions, {}}, ports, take, report, stop);
    if (!batch.read || !batch.is_undecided) return batch;
    const auto writing = survey(intake, ports, stop);
    if (!writing) {
        batch.read = writing.error();
        return batch;
    }
    rejects.start_again();
    batch = read_once(intake, *writing, ports, take, report, stop);
    if (batch.is_undecided) throw std::logic_error("a batch that was decided is not");
    return batch;
}

}  // namespace

Result<LoadedBatch> load_batch(const Intake& intake, std::int64_t attempt, LoadPorts& ports,
                               const ReportProgress& report, std::stop_token stop) {
    RejectCollector rejects(ports.reject_files);
    ReadBatch batch = read_batch(intake, ports, rejects, report, stop);
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
    if (const auto reason = reason_to_reject(checked))
        return rejected_as_a_whole(checked.outcomes.received, *reason);
    return stage(intake, std::move(checked));
}

Result<StagedBatch> stage_again(const Intake& intake, LoadPorts& ports, std::stop_token stop) {
    RejectCollector nobody(nullptr);
    ReadBatch batch = read_batch(
        intake, ports, nobody, [](const LoadProgress&) {}, stop);
    if (!batch.read) return batch.read.error();
    if (const auto reason = reason_to_reject(batch.checked))
        return Error{ErrorCode::unprocessable, *reason, {}};
    return stage(intake, std::move(batch.checked));
}

std::uint64_t loading_bytes(const Intake& intake) {
    const std::uint64_t bytes = intake.body.bytes;
    if (intake.format != BodyFormat::content) return bytes;
    return std::min(unpacked_bytes_max, std::max(unpacked_free_bytes, bytes * unpacked_ratio_max));
}

BatchEnd rejected_as_a_whole(std::int64_t received, std::string reason) {
    RowOutcomes outcomes;
    outcomes.received = received;
    outcomes.rejected = received;
    return {IntakeState::rejected, outcomes, std::move(reason), {}};
}

}  // namespace insightflow
