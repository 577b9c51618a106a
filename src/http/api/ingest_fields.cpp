#include "http/api/ingest_fields.hpp"

#include "application/ingestion/content_type.hpp"
#include "domain/ingestion/completeness.hpp"
#include "domain/ingestion/currencies.hpp"
#include "domain/ingestion/local_clock.hpp"
#include "domain/text/spelling.hpp"

namespace insightflow::http {
namespace {

bool names_currency(std::string_view text) { return is_currency(upper_ascii(text)); }
bool names_scope(std::string_view text) { return complete_for_of(text).has_value(); }

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

}  // namespace

const Pattern source_name{
    "1 to 64 letters, digits, dots, underscores or hyphens, the first a letter or a digit",
    "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", &is_source_name};
const Pattern currency_code{"an ISO 4217 code such as USD", "^[A-Za-z]{3}$", &names_currency};

const Pattern scope_text{"an account's id and days, such as act_12:2026-01-01..2026-01-28, or days alone",
                         "^(.{1,256}:)?[0-9]{4}-[0-9]{2}-[0-9]{2}\\.\\.[0-9]{4}-[0-9]{2}-[0-9]{2}$",
                         &names_scope};
const Pattern zone_name{"an IANA time zone such as Europe/Berlin", "^[A-Za-z0-9_+/-]+$", &is_time_zone};
const Pattern profile_name{
    "1 to 64 letters, digits, dots, underscores or hyphens, the first a letter or a digit",
    "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", &is_source_name};

Result<IngestRequest> request_of(const RequestHead& head, const IngestQuery& query) {
    IngestRequest request;
    request.content_type = head.header("Content-Type").value_or("");
    if (head.count("Idempotency-Key") > 1)
        return invalid_argument("The request has several Idempotency-Key headers.",
                                {{"#/header/Idempotency-Key", "must be given once"}});
    if (const auto key = head.header("Idempotency-Key")) request.idempotency_key = std::string(*key);
    request.options = {query.source,          query.platform,     query.collisions, {},
                       query.version_column,  query.complete_for, query.currency,   query.time_zone,
                       choices_of(query.map), query.decimal,      query.date_order, query.spread,
                       query.profile};
    request.announced_bytes = head.content_length.value_or(0);
    if (query.value_per_conversion)
        request.options.value_per_conversion_micros =
            static_cast<std::int64_t>(query.value_per_conversion->units);
    return request;
}

UploadDoc batch_body(std::uint64_t body_bytes_max) {
    return {.media_types = {accepted_media_types().begin(), accepted_media_types().end()},
            .body_doc =
                "The rows. Column names are recognised in their usual spellings; unknown columns are kept.",
            .body_bytes_max = body_bytes_max,
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
}

}  // namespace insightflow::http
