#include "http/api/ingest.hpp"

#include <chrono>
#include <utility>

#include "http/api/account_fields.hpp"
#include "http/api/ingest_fields.hpp"

namespace insightflow::http {
namespace {

// A body of body_bytes_max at a slow 5 MB/s still arrives.
constexpr std::chrono::minutes upload_deadline{10};

struct IngestReply {
    static constexpr std::string_view schema_name = "IngestReply";
    std::string batch_id{};
    std::string status{};
    std::string message{};
    std::string task_id{};
    std::optional<std::int64_t> records_count{};

    static constexpr auto fields() {
        using R = IngestReply;
        return std::tuple{
            required("batch_id", &R::batch_id, "The batch; follow it at the address in Location."),
            required("status", &R::status, "queued: it is on disk and will be loaded."),
            required("message", &R::message, "The same in words."),
            required("task_id", &R::task_id, "Older name of batch_id."),
            nullable("records_count", &R::records_count,
                     "Rows received; null, because the body is read after this answer."),
        };
    }
};

Answer<IngestReply> answer_of(const Accepted& accepted) {
    const BatchId& id = accepted.intake.batch_id;
    Answer<IngestReply> answer;
    answer.headers.emplace_back("Location", "/api/v1/data/batches/" + id);
    if (accepted.repeated) answer.headers.emplace_back("Idempotency-Replayed", "true");
    answer.body = {id, "queued", "Data ingestion started", id, {}};
    return answer;
}

class IngestUpload final : public Upload<IngestReply> {
public:
    IngestUpload(std::unique_ptr<ArrivingBatch> batch, std::function<Timestamp()> clock)
        : batch_(std::move(batch)), clock_(std::move(clock)) {}
    Result<void> write(std::span<const std::byte> piece) override { return batch_->write(piece); }
    Result<Answer<IngestReply>> finish() override {
        const auto accepted = batch_->finish(clock_());
        if (!accepted) return accepted.error();
        return answer_of(*accepted);
    }

private:
    std::unique_ptr<ArrivingBatch> batch_;
    std::function<Timestamp()> clock_;
};

}  // namespace

void add_ingest(Router& router, BatchAcceptor* acceptor, std::function<Timestamp()> clock) {
    EndpointDoc doc{
        .operation_id = "ingest",
        .summary = "Load ad data",
        .description =
            "Takes a batch of rows as JSON (an array of objects, one object, or objects one "
            "after another), NDJSON, a table as text "
            "with headings (CSV, TSV), an Excel workbook (XLSX) or Parquet, each also in a zip, gzip or zstd "
            "file. The answer comes when the body is safely on disk; what became of "
            "each row is in the batch's "
            "report. Send an `Idempotency-Key` header to be able to retry: the same key with the "
            "same body and options "
            "gives the first answer again for seven days. The body may be compressed (gzip or zstd, once), "
            "or be a "
            "form with the file in its part `file`; what counts is the file as it is then.",
        .tag = "Data",
        .permission = Permission::data_write,
        .success_status = 202,
        .errors = {ErrorCode::conflict, ErrorCode::unprocessable, ErrorCode::payload_too_large,
                   ErrorCode::unsupported_media_type, ErrorCode::storage_full},
        .request_headers = {{"Idempotency-Key", "1 to 255 printable characters that make a retry safe."},
                            {"Content-Encoding", "gzip or zstd, where the body is compressed."}},
        .reply_headers = {{"Location", "Where to follow the batch."}}};
    UploadDoc body = batch_body(AcceptLimits{}.body_bytes_max);
    router.upload<IngestQuery, IngestReply>(
        Method::post, "/api/v1/data/ingest", std::move(doc), std::move(body),
        [acceptor, clock = std::move(clock)](
            const Call& call, const RequestHead& head,
            const IngestQuery& query) -> Result<std::unique_ptr<Upload<IngestReply>>> {
            auto request = request_of(head, query);
            if (!request) return request.error();
            request->origin = origin_of(call);
            auto batch = acceptor->begin(call.scope, *request, call.now);
            if (!batch) return batch.error();
            return std::make_unique<IngestUpload>(std::move(*batch), clock);
        },
        upload_deadline);
}

}  // namespace insightflow::http
