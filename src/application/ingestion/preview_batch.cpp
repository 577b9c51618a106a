#include "application/ingestion/preview_batch.hpp"

#include <algorithm>
#include <utility>

#include "application/ingestion/load_batch.hpp"

namespace insightflow {
namespace {

template <class T>
std::vector<T> first_of(const std::vector<T>& column) {
    return {column.begin(),
            column.begin() + static_cast<std::ptrdiff_t>(std::min(column.size(), preview_rows_max))};
}

// With the dictionaries as they are.
FactColumns first_rows(const FactColumns& facts) {
    FactColumns rows;
    rows.line = first_of(facts.line);
    rows.day = first_of(facts.day);
    rows.bucket = first_of(facts.bucket);
    rows.utc_start_us = first_of(facts.utc_start_us);
    rows.version = first_of(facts.version);
    rows.currency = first_of(facts.currency);
    for (std::size_t m = 0; m < measure_count; ++m)
        rows.measures[m] = {first_of(facts.measures[m].value), first_of(facts.measures[m].present)};
    for (const auto& [measure, column] : facts.own_measures)
        rows.own_measures.push_back({measure, {first_of(column.value), first_of(column.present)}});
    rows.revenue_estimated = first_of(facts.revenue_estimated);
    rows.extra = first_of(facts.extra);
    rows.lines = facts.lines;
    rows.names = facts.names;
    rows.currencies = facts.currencies;
    rows.extras = facts.extras;
    return rows;
}

}  // namespace

BatchPreviewer::BatchPreviewer(PreviewPorts ports, PreviewLimits limits)
    : ports_(std::move(ports)), limits_(limits), free_(limits.previews_max) {}

Result<std::unique_ptr<ArrivingPreview>> BatchPreviewer::begin(const AuthorisedScope& scope,
                                                               const IngestRequest& request) {
    if (!allows(scope, Permission::data_write))
        return Error{ErrorCode::forbidden, "This key may read data, not send it.", {}};
    auto resolved = resolve_request(scope.workspace, request, ports_.resolve);
    if (!resolved) return resolved.error();
    if (!free_.try_acquire())
        return Error{ErrorCode::unavailable, "Other files are being previewed: try again in a moment.", {}};
    ArrivingPreview::Permit permit(this, [this](const void*) { free_.release(); });
    auto writer = ports_.spool.open(request.announced_bytes);
    if (!writer) return writer.error();
    return std::make_unique<ArrivingPreview>(ports_, std::move(*resolved), scope.workspace,
                                             std::move(*writer), limits_, std::move(permit));
}

ArrivingPreview::ArrivingPreview(const PreviewPorts& ports, ResolvedRequest request, WorkspaceId workspace,
                                 std::unique_ptr<SpoolWriter> writer, const PreviewLimits& limits,
                                 Permit permit)
    : ports_(ports),
      request_(std::move(request)),
      workspace_(workspace),
      writer_(std::move(writer)),
      limits_(limits),
      permit_(std::move(permit)) {}

Result<void> ArrivingPreview::write(std::span<const std::byte> bytes) {
    if (bytes.size() > limits_.body_bytes_max - bytes_)
        return Error{ErrorCode::payload_too_large,
                     "A preview reads bodies of up to " + std::to_string(limits_.body_bytes_max) +
                         " bytes: send the beginning of the file.",
                     {}};
    bytes_ += bytes.size();
    return writer_->write(bytes);
}

Result<BatchPreview> ArrivingPreview::finish(std::stop_token stop) {
    if (bytes_ == 0) return invalid_argument("The body is empty.");
    const auto room = ports_.gate.enter(loading_bytes(request_.format, bytes_), stop,
                                        LoadGate::Clock::now() + limits_.wait_max);
    if (!room) return Error{ErrorCode::unavailable, "Batches are being loaded: try again in a moment.", {}};
    return look(std::move(stop));
}

Result<BatchPreview> ArrivingPreview::look(std::stop_token stop) {
    const BatchOptions& options = request_.options;
    auto shelf = ports_.shelf(workspace_, options.profile);
    if (!shelf) return shelf.error();
    RejectCollector nobody(nullptr);
    ColumnSamples samples;
    const BodyToRead body{writer_->path(), bytes_, request_.format, options, std::move(*shelf)};
    ReadBatch batch = read_batch(body, {ports_.make_reader, ports_.nfc, nobody, {}, &samples}, stop);
    if (!batch.read && batch.read.error().code != ErrorCode::invalid_argument) return batch.read.error();

    BatchPreview preview;
    preview.format = request_.format;
    preview.conventions = batch.conventions;
    preview.questions = std::move(batch.questions);
    preview.refusal = reason_to_reject(batch);
    preview.outcomes = batch.checked.outcomes;
    if (preview.refusal) {
        preview.outcomes = all_rejected(batch.received);
        if (preview.questions.empty() && !batch.reading.columns.empty())
            preview.questions = samples.questions(batch.reading, options.spread);
    }
    preview.reading = std::move(batch.reading);
    preview.shape = batch.checked.shape;
    preview.warnings = batch.checked.warnings;
    preview.rejects = first_of(batch.checked.rejects);
    preview.rows = first_rows(batch.checked.facts);
    if (preview.refusal) return preview;
    const StagedBatch staged = staged_as(std::move(batch.checked), workspace_, "", options.source);
    auto applied = ports_.facts.rehearse(staged, stop);
    if (!applied && applied.error().code != ErrorCode::unprocessable) return applied.error();
    if (!applied) {
        preview.refusal = applied.error().message;
        preview.outcomes = all_rejected(batch.received);
        return preview;
    }
    preview.outcomes = applied->outcomes;
    preview.warnings = applied->warnings;
    preview.applied = std::move(*applied);
    return preview;
}

}  // namespace insightflow
