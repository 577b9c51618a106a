#include "http/api/preview.hpp"

#include <chrono>
#include <stop_token>

#include "http/api/ingest_fields.hpp"
#include "http/api/preview_fields.hpp"

namespace insightflow::http {
namespace {

constexpr std::chrono::minutes upload_deadline{2};

class PreviewUpload final : public Upload<PreviewReply> {
public:
    PreviewUpload(std::unique_ptr<ArrivingPreview> preview, std::stop_token stop)
        : preview_(std::move(preview)), stop_(std::move(stop)) {}
    Result<void> write(std::span<const std::byte> piece) override { return preview_->write(piece); }
    Result<Answer<PreviewReply>> finish() override {
        const auto preview = preview_->finish(stop_);
        if (!preview) return preview.error();
        return Answer<PreviewReply>{.headers = {}, .body = reply_of(*preview)};
    }

private:
    std::unique_ptr<ArrivingPreview> preview_;
    std::stop_token stop_;
};

}  // namespace

void add_preview(Router& router, BatchPreviewer* previewer) {
    EndpointDoc doc{
        .operation_id = "previewBatch",
        .summary = "Look at a file before it is loaded",
        .description =
            "Takes what `/api/v1/data/ingest` takes and says what would become of it: the profile that it is "
            "read by and why, what its columns mean, the first rows as they would be stored, the outcomes by "
            "what is stored now, and questions where the file does not tell something, each with its "
            "possible "
            "answers. Nothing is stored. A file that would be refused is an answer too: 200, with `refusal`.",
        .tag = "Data",
        .permission = Permission::data_write,
        .errors = {ErrorCode::payload_too_large, ErrorCode::unsupported_media_type, ErrorCode::storage_full},
        .request_headers = {{"Content-Encoding", "gzip or zstd, where the body is compressed."}}};
    router.upload<IngestQuery, PreviewReply>(
        Method::post, "/api/v1/data/preview", std::move(doc), batch_body(PreviewLimits{}.body_bytes_max),
        [previewer](const Call& call, const RequestHead& head,
                    const IngestQuery& query) -> Result<std::unique_ptr<Upload<PreviewReply>>> {
            const auto request = request_of(head, query);
            if (!request) return request.error();
            auto preview = previewer->begin(call.scope, *request);
            if (!preview) return preview.error();
            return std::make_unique<PreviewUpload>(std::move(*preview), call.stop);
        },
        upload_deadline);
}

}  // namespace insightflow::http
