#include "http/api/ingest.hpp"

#include "http/api/account_fields.hpp"

#include <array>
#include <chrono>
#include <utility>

#include "application/ingestion/content_type.hpp"
#include "domain/ingestion/completeness.hpp"
#include "domain/ingestion/currencies.hpp"
#include "domain/ingestion/local_clock.hpp"
#include "domain/text/spelling.hpp"

namespace insightflow {

constexpr auto enum_names(CollisionPolicy) {
    return std::array{std::pair{CollisionPolicy::reject, std::string_view("reject")},
                      std::pair{CollisionPolicy::last, std::string_view("last")},
                      std::pair{CollisionPolicy::sum, std::string_view("sum")}};
}

constexpr auto enum_names(DecimalMark) {
    return std::array{std::pair{DecimalMark::point, std::string_view("point")},
                      std::pair{DecimalMark::comma, std::string_view("comma")}};
}
constexpr auto enum_names(DateOrder) {
    return std::array{std::pair{DateOrder::day_first, std::string_view("dmy")},
                      std::pair{DateOrder::month_first, std::string_view("mdy")}};
}

constexpr auto enum_names(Spread) {
    return std::array{std::pair{Spread::none, std::string_view("none")},
                      std::pair{Spread::even, std::string_view("even")}};
}

}  // namespace insightflow

namespace insightflow::http {
namespace {

// A body of body_bytes_max at a slow 5 MB/s still arrives.
constexpr std::chrono::minutes upload_deadline{10};

bool names_currency(std::string_view text) { return is_currency(upper_ascii(text)); }

constexpr Pattern source_name{
    "1 to 64 letters, digits, dots, underscores or hyphens, the first a letter or a digit",
    "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", &is_source_name};
constexpr Pattern currency_code{"an ISO 4217 code such as USD", "^[A-Za-z]{3}$", &names_currency};
bool names_scope(std::string_view text) { return complete_for_of(text).has_value(); }

constexpr Pattern scope_text{"an account's id and days, such as act_12:2026-01-01..2026-01-28, or days alone",
                             "^(.{1,256}:)?[0-9]{4}-[0-9]{2}-[0-9]{2}\\.\\.[0-9]{4}-[0-9]{2}-[0-9]{2}$",
                             &names_scope};
constexpr Pattern zone_name{"an IANA time zone such as Europe/Berlin", "^[A-Za-z0-9_+/-]+$", &is_time_zone};

struct IngestQuery {
    std::optional<std::string> source{}, platform{}, version_column{}, complete_for{}, currency{},
        time_zone{};
    std::optional<CollisionPolicy> collisions{};
    std::optional<ExactNumber> value_per_conversion{};
    std::vector<std::string> map{};
    std::optional<DecimalMark> decimal{};
    std::optional<DateOrder> date_order{};
    std::optional<Spread> spread{};

    static constexpr auto fields() {
        using Q = IngestQuery;
        constexpr auto text_max = [](std::int64_t bytes) { return Bounds{.min = 1, .max = bytes}; };
        return std::tuple{
            defaulted("source", &Q::source,
                      "Source the rows belong to; made by its first batch. Default: default.",
                      {.pattern = &source_name}),
            defaulted("platform", &Q::platform,
                      "Ad platform of rows that name none, in any of its spellings.",
                      text_max(platform_bytes_max)),
            defaulted("collisions", &Q::collisions,
                      "What to do with different rows of one key in this batch. reject (default): reject all "
                      "of them; last: the last "
                      "one counts; sum: add them up."),
            defaulted("value_per_conversion", &Q::value_per_conversion,
                      "Writes revenue = conversions x this where revenue is missing, marked as estimated.",
                      {.min = 0}),
            defaulted(
                "version_column", &Q::version_column,
                "Heading of the column that tells which of two rows of a key is newer, whatever the order "
                "in which they come: whole numbers, dates or timestamps, such as updated_at. Default: the "
                "batch that was accepted later is newer.",
                text_max(heading_bytes_max)),
            defaulted(
                "complete_for", &Q::complete_for,
                "The batch holds every row that there is of this account in these days "
                "(act_12:2026-01-01..2026-01-28; days alone for rows without an account): stored rows of "
                "the source that it does not hold are ended. A batch with rejects is then refused.",
                {.pattern = &scope_text}),
            defaulted("currency", &Q::currency,
                      "ISO 4217 code of rows that name none. Default: the workspace's.",
                      {.pattern = &currency_code}),
            defaulted("time_zone", &Q::time_zone, "IANA zone that tells the day of timestamps. Default: UTC.",
                      {.pattern = &zone_name}),
            defaulted("map", &Q::map,
                      "What columns mean whose headings do not tell, as HEADING=FIELD: Kosten netto=cost. "
                      "Fields are those of a fact (date, campaign_name, cost, ...), cost_micros and "
                      "revenue_micros for whole millionths, and ignore."),
            defaulted("decimal", &Q::decimal,
                      "The decimal mark of numbers that are texts. Default: what the file as a whole tells; "
                      "where it does not, the batch is refused and says how it could be read."),
            defaulted(
                "date_order", &Q::date_order,
                "dmy: 3/4/2024 is the third of April; mdy: the fourth of March. Default: as for decimal."),
            defaulted(
                "spread", &Q::spread,
                "What becomes of rows that stand for weeks, months or other ranges. none (default): they are "
                "refused; even: each day has an equal part, which is an estimate."),
        };
    }
};

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

// A comma separates choices and may stand in a heading: what has no '=' is the beginning of the next.
std::vector<std::string> choices_of(const std::vector<std::string>& pieces) {
    std::vector<std::string> choices;
    std::string open;
    for (const std::string& piece : pieces) {
        open += piece;
        if (piece.find('=') == std::string::npos) {
            open += ',';
            continue;
        }
        choices.push_back(std::exchange(open, {}));
    }
    if (!open.empty()) choices.push_back(std::move(open));
    return choices;
}

Result<IngestRequest> request_of(const RequestHead& head, const IngestQuery& query) {
    IngestRequest request;
    request.content_type = head.header("Content-Type").value_or("");
    if (head.count("Idempotency-Key") > 1)
        return invalid_argument("The request has several Idempotency-Key headers.",
                                {{"#/header/Idempotency-Key", "must be given once"}});
    if (const auto key = head.header("Idempotency-Key")) request.idempotency_key = std::string(*key);
    request.options = {query.source,          query.platform,     query.collisions, {},
                       query.version_column,  query.complete_for, query.currency,   query.time_zone,
                       choices_of(query.map), query.decimal,      query.date_order, query.spread};
    request.announced_bytes = head.content_length.value_or(0);
    if (query.value_per_conversion)
        request.options.value_per_conversion_micros =
            static_cast<std::int64_t>(query.value_per_conversion->units);
    return request;
}

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
    UploadDoc body{
        .media_types = {accepted_media_types().begin(), accepted_media_types().end()},
        .body_doc =
            "The rows. Column names are recognised in their usual spellings; unknown columns are kept.",
        .body_bytes_max = AcceptLimits{}.body_bytes_max,
        .file_endings = {{".csv", "text/csv"},
                         {".tsv", "text/tab-separated-values"},
                         {".txt", "text/csv"},
                         {".json", "application/json"},
                         {".ndjson", "application/x-ndjson"},
                         {".jsonl", "application/x-ndjson"},
                         {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
                         {".parquet", "application/vnd.apache.parquet"},
                         {".zip", "application/zip"},
                         {".gz", "application/gzip"},
                         {".zst", "application/zstd"}}};
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
