#include "application/ingestion/read_batch.hpp"

#include <stdexcept>
#include <utility>

#include "domain/ingestion/survey.hpp"

namespace insightflow {
namespace {

// What every pass over a body asks of its headings.
class HeadingSink : public RowSink {
public:
    explicit HeadingSink(const BodyToRead& body) : choices_(body.options.columns) {
        if (body.shelf.said == nullptr) return;
        const auto& columns = body.shelf.said->columns;
        choices_.insert(choices_.end(), columns.begin(), columns.end());
    }
    HeadingPlace find_headings(std::span<const HeadRow> rows) const final {
        return insightflow::find_headings(rows, choices_);
    }

private:
    std::vector<ColumnChoice> choices_;
};

// Passes what the reader sends to the rules, and tells how far it is.
class NormalisingSink final : public HeadingSink {
public:
    NormalisingSink(BatchNormaliser& normaliser, const BodyToRead& body, const ReadTools& tools)
        : HeadingSink(body), normaliser_(normaliser), tools_(tools) {
        progress_.bytes_total = body.bytes;
    }

    void begin_table(const TableStart& start) override { normaliser_.begin_table(start); }
    void note(const Warning& warning) override { normaliser_.note(warning); }
    void rows(const TextChunk& chunk) override {
        if (tools_.samples != nullptr) tools_.samples->add(chunk);
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
        if (tools_.report) tools_.report(progress_);
    }

    BatchNormaliser& normaliser_;
    const ReadTools& tools_;
    LoadProgress progress_{};
};

// Passes what the reader sends to a survey.
class SurveySink final : public HeadingSink {
public:
    SurveySink(BatchSurvey& survey, const BodyToRead& body) : HeadingSink(body), survey_(survey) {}
    void begin_table(const TableStart& start) override { survey_.begin_table(start); }
    void note(const Warning&) override {}
    void rows(const TextChunk& chunk) override { survey_.add(chunk); }
    void broken_row(const BrokenRow&) override {}
    void progress(std::uint64_t) override {}

private:
    BatchSurvey& survey_;
};

// The file does not tell how it is written.
Error undecided(const std::vector<Question>& questions) {
    std::string message;
    for (const Question& question : questions) message += (message.empty() ? "" : " ") + text_of(question);
    return invalid_argument(std::move(message));
}

// By looking at all of it. Questions where it has to be asked.
Result<void> find_conventions(const BodyToRead& body, const ReadTools& tools, const std::stop_token& stop,
                              ReadBatch& batch) {
    BatchSurvey survey(body.options, body.shelf);
    SurveySink sink(survey, body);
    if (auto read = tools.make_reader(body.format)->read(body.path, sink, stop); !read) return read;
    batch.conventions = survey.decide(batch.questions);
    batch.writing = survey.words(batch.conventions);
    if (!batch.questions.empty()) return undecided(batch.questions);
    return {};
}

// Whether it could be read to its end. False where it has to be looked at as a whole first.
bool read_once(const BodyToRead& body, const ReadTools& tools, const std::stop_token& stop,
               ReadBatch& batch) {
    BatchOptions options = body.options;
    options.conventions = batch.conventions;
    BatchNormaliser normaliser(
        std::move(options), tools.nfc, {}, [&tools](const Reject& reject) { tools.rejects.take(reject); },
        body.shelf);
    if (!batch.writing.empty())
        normaliser.note({"writing", "", "how the file is written: " + batch.writing, 0, 0});
    NormalisingSink sink(normaliser, body, tools);
    batch.read = tools.make_reader(body.format)->read(body.path, sink, stop);
    batch.received = normaliser.received();
    batch.reading = normaliser.reading();
    if (!batch.read) return true;
    if (normaliser.undecided()) return false;
    sink.checking();
    batch.checked = std::move(normaliser).finish();
    return true;
}

}  // namespace

// Nearly all files can be read at once; one that writes its numbers or days in a way of its own is looked
// through for it and read again.
ReadBatch read_batch(const BodyToRead& body, const ReadTools& tools, const std::stop_token& stop) {
    ReadBatch batch;
    batch.conventions = body.options.conventions;
    if (read_once(body, tools, stop, batch)) return batch;
    batch.read = find_conventions(body, tools, stop, batch);
    if (!batch.read) return batch;
    tools.rejects.start_again();
    if (tools.samples != nullptr) tools.samples->start_again();
    if (!read_once(body, tools, stop, batch)) throw std::logic_error("a batch that was decided is not");
    return batch;
}

std::optional<std::string> reason_to_reject(const ReadBatch& batch) {
    if (!batch.read) return batch.read.error().message;
    if (batch.checked.refusal) return batch.checked.refusal->message;
    if (batch.checked.outcomes.received == 0) return "The batch holds no rows.";
    if (batch.checked.outcomes.accepted == 0) return "No row was accepted: see the rejects.";
    return std::nullopt;
}

StagedBatch staged_as(CheckedBatch checked, WorkspaceId workspace, const BatchId& id,
                      const std::string& source) {
    StagedBatch staged;
    staged.workspace = workspace;
    staged.batch_id = id;
    staged.source = source;
    staged.shape = checked.shape;
    staged.facts = std::move(checked.facts);
    staged.complete_for = std::move(checked.complete_for);
    staged.outcomes = checked.outcomes;
    staged.warnings = std::move(checked.warnings);
    staged.unknown_columns = std::move(checked.unknown_columns);
    return staged;
}

}  // namespace insightflow
