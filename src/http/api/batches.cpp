#include "http/api/batches.hpp"

#include <chrono>

#include "application/ingestion/ingest_options.hpp"
#include "application/ingestion/names.hpp"
#include "application/ingestion/undo_batch.hpp"
#include "domain/base/ulid.hpp"
#include "domain/ingestion/completeness.hpp"
#include "domain/text/printable.hpp"
#include "http/api/account_fields.hpp"
#include "http/api/batch_fields.hpp"
#include "http/api/reject_fields.hpp"

namespace insightflow::http {
namespace {

// How long a request to take a batch back waits for what is before it.
constexpr std::chrono::seconds undo_deadline{20};

struct BatchQuery {
    std::string id{};
    static constexpr auto fields() { return std::tuple{required("id", &BatchQuery::id, "The batch.")}; }
};

struct BatchListQuery {
    std::optional<std::string> source{};
    std::optional<BatchStatus> status{};
    std::optional<std::int64_t> before{};
    std::int64_t limit = 50;
    static constexpr auto fields() {
        using Q = BatchListQuery;
        return std::tuple{
            defaulted("source", &Q::source, "Only batches of this source.",
                      {.min = 1, .max = source_bytes_max}),
            defaulted("status", &Q::status,
                      "Only batches of this status. A page of them may hold fewer than `limit`, or none, and "
                      "have a `next`."),
            defaulted("before", &Q::before,
                      "Only batches accepted before this acceptance number: `next` of the page before.",
                      {.min = 1}),
            defaulted("limit", &Q::limit, "Most batches on the page.",
                      {.min = 1, .max = static_cast<std::int64_t>(batches_page_max)}),
        };
    }
};

struct BatchListReply {
    static constexpr std::string_view schema_name = "BatchList";
    std::vector<BatchFields> data{};
    std::optional<std::int64_t> next{};
    static constexpr auto fields() {
        return std::tuple{
            required("data", &BatchListReply::data, "Batches, newest first."),
            nullable("next", &BatchListReply::next, "`before` of the next page; null on the last one.")};
    }
};

constexpr std::int64_t rejects_page_default = 100;

struct RejectsQuery {
    std::string id{};
    RejectsFormat format = RejectsFormat::json;
    std::optional<std::int64_t> after_row{}, limit{};
    static constexpr auto fields() {
        using Q = RejectsQuery;
        return std::tuple{
            required("id", &Q::id, "The batch."),
            defaulted("format", &Q::format,
                      "json: a page of the first 1,000. csv, ndjson: a file of all of them, up to 256 MiB; "
                      "those that stand for one key twice come last."),
            defaulted("after_row", &Q::after_row,
                      "Only rows after this row number: `next` of the page before. Of a page only.",
                      {.min = 0}),
            defaulted("limit", &Q::limit, "Most rows on the page; without it 100. Of a page only.",
                      {.min = 1, .max = static_cast<std::int64_t>(rejects_page_max)}),
        };
    }
};

struct RejectsReply {
    static constexpr std::string_view schema_name = "RejectedRows";
    std::vector<RejectFields> data{};
    std::optional<std::int64_t> next{};
    static constexpr auto fields() {
        return std::tuple{
            required("data", &RejectsReply::data,
                     "Rejected rows, by row number. The first 1,000 of a batch are kept."),
            nullable("next", &RejectsReply::next, "`after_row` of the next page; null on the last one.")};
    }
};

Error no_such_batch(const std::string& id) {
    return not_found("There is no batch with the id " + in_quotes(id) + ".");
}

RejectsReply reply_of(const RejectPage& page) {
    RejectsReply reply;
    for (const Reject& reject : page.rejects) reply.data.push_back(fields_of(reject));
    if (page.next) reply.next = static_cast<std::int64_t>(*page.next);
    return reply;
}

void add_list(Router& router, const BatchPorts* ports) {
    EndpointDoc doc{.operation_id = "listBatches",
                    .summary = "Batches, newest first",
                    .description = "What was taken in and what became of it.",
                    .tag = "Data",
                    .permission = Permission::data_read};
    router.get<BatchListQuery, BatchListReply>(
        "/api/v1/data/batches", std::move(doc), Place::pool,
        [ports](const Call& call, const BatchListQuery& query) -> Result<BatchListReply> {
            const auto page = list_batches(
                call.scope, {query.source, query.status, query.before, static_cast<std::size_t>(query.limit)},
                *ports);
            if (!page) return page.error();
            BatchListReply reply;
            for (const BatchView& view : page->batches) reply.data.push_back(fields_of(view));
            reply.next = page->next;
            return reply;
        });
}

void add_one(Router& router, const BatchPorts* ports) {
    EndpointDoc doc{.operation_id = "getBatch",
                    .summary = "One batch",
                    .description = "Its state, and at the end what became of every row.",
                    .tag = "Data",
                    .permission = Permission::data_read,
                    .errors = {ErrorCode::not_found}};
    router.get<BatchQuery, BatchFields>(
        "/api/v1/data/batches/{id}", std::move(doc), Place::pool,
        [ports](const Call& call, const BatchQuery& query) -> Result<BatchFields> {
            if (!is_ulid(query.id)) return no_such_batch(query.id);
            const auto view = get_batch(call.scope, query.id, *ports);
            if (!view) return view.error();
            return fields_of(*view);
        });
}

std::string address_of(const BatchId& id) { return "/api/v1/data/batches/" + id; }

// 200 where the batch is undone, 202 where that is still to come.
Result<Answer<BatchFields>> answer_of(const Result<BatchView>& view) {
    if (!view) return view.error();
    Answer<BatchFields> answer;
    answer.body = fields_of(*view);
    if (view->status == BatchStatus::undone) return answer;
    answer.status = 202;
    answer.headers.emplace_back("Location", address_of(view->intake.batch_id));
    return answer;
}

void add_undo(Router& router, const BatchPorts* ports) {
    EndpointDoc doc{.operation_id = "undoBatch",
                    .summary = "Take a batch back",
                    .description =
                        "Answers 200 when it is done: everything then is as if the batch had not been sent, "
                        "and the batch stays known. What was shown before can still be asked for. undo tells "
                        "what that moved, with what the source came to before and after. One that is not "
                        "applied yet never will be. Where the batches before it take longer than the "
                        "request may, or the disk hinders it, the answer is 202 with the status undoing: it "
                        "is on record, and "
                        "done as soon as it can be.",
                    .tag = "Data",
                    .permission = Permission::data_write,
                    .errors = {ErrorCode::not_found, ErrorCode::conflict, ErrorCode::storage_full},
                    .reply_headers = {{"Location", "Of a 202: where to follow the batch."}},
                    .other_statuses = {202}};
    router.del<BatchQuery, BatchFields>(
        "/api/v1/data/batches/{id}", std::move(doc), Place::pool,
        [ports](const Call& call, const BatchQuery& query) -> Result<Answer<BatchFields>> {
            if (!is_ulid(query.id)) return no_such_batch(query.id);
            const auto undo = begin_undo(call.scope, query.id, origin_of(call), call.now, *ports);
            if (!undo) return undo.error();
            const auto later = std::make_shared<Later<Answer<BatchFields>>>();
            later->when_ready = [undo = *undo](std::function<void()> wake) {
                undo->when_told(std::move(wake));
            };
            later->answer = [ports, undo = *undo, scope = call.scope, id = query.id] {
                return answer_of(look_at_undo(scope, id, *undo, *ports));
            };
            return Answer<BatchFields>{.later = later};
        },
        undo_deadline);
}

void add_retry(Router& router, const BatchPorts* ports) {
    EndpointDoc doc{.operation_id = "retryBatch",
                    .summary = "Try a batch again",
                    .description =
                        "One that failed or was rejected is loaded anew, from the body that is kept and with "
                        "the options it was sent with. It keeps its place: rows that batches accepted after "
                        "it restated stay as they are.",
                    .tag = "Data",
                    .permission = Permission::data_write,
                    .success_status = 202,
                    .errors = {ErrorCode::not_found, ErrorCode::conflict},
                    .reply_headers = {{"Location", "Where to follow the batch."}}};
    router.post<BatchQuery, BatchFields>(
        "/api/v1/data/batches/{id}/retry", std::move(doc), Place::pool,
        [ports](const Call& call, const BatchQuery& query) -> Result<Answer<BatchFields>> {
            if (!is_ulid(query.id)) return no_such_batch(query.id);
            const auto view = retry_batch(call.scope, query.id, origin_of(call), call.now, *ports);
            if (!view) return view.error();
            Answer<BatchFields> answer;
            answer.headers.emplace_back("Location", address_of(query.id));
            answer.body = fields_of(*view);
            return answer;
        });
}

Result<Answer<RejectsReply>> file_of_rejects(const Call& call, const RejectsQuery& query,
                                             const BatchPorts& ports) {
    for (const auto& [name, value] : {std::pair{"limit", query.limit}, {"after_row", query.after_row}})
        if (value)
            return invalid_argument("The query contradicts itself.",
                                    {{std::string("#/query/") + name, "a file holds all rejected rows"}});
    auto rejects = read_rejects(call.scope, query.id, ports);
    if (!rejects) return rejects.error();
    const std::string ending = query.format == RejectsFormat::csv ? ".csv" : ".ndjson";
    Answer<RejectsReply> answer;
    answer.headers.emplace_back("Content-Disposition",
                                "attachment; filename=\"rejects-" + query.id + ending + "\"");
    answer.stream = stream_of(std::move(*rejects), query.format);
    answer.stream_type = content_type_of(query.format);
    return answer;
}

void add_rejects(Router& router, const BatchPorts* ports) {
    EndpointDoc doc{.operation_id = "listRejects",
                    .summary = "Rejected rows of a batch",
                    .description = "Each rejected row with its line and every reason.",
                    .tag = "Data",
                    .permission = Permission::data_read,
                    .errors = {ErrorCode::not_found},
                    .stream_types = {"text/csv", "application/x-ndjson"}};
    router.get<RejectsQuery, RejectsReply>(
        "/api/v1/data/batches/{id}/rejects", std::move(doc), Place::pool,
        [ports](const Call& call, const RejectsQuery& query) -> Result<Answer<RejectsReply>> {
            if (!is_ulid(query.id)) return no_such_batch(query.id);
            if (query.format != RejectsFormat::json) return file_of_rejects(call, query, *ports);
            const RejectListRequest request{
                static_cast<std::uint64_t>(query.after_row.value_or(0)),
                static_cast<std::size_t>(query.limit.value_or(rejects_page_default))};
            const auto page = list_rejects(call.scope, query.id, request, ports->intakes);
            if (!page) return page.error();
            return Answer<RejectsReply>{.body = reply_of(*page)};
        });
}

TotalsFields fields_of(const MovedTotals& totals) {
    const auto moved = [&](Measure measure) {
        const auto m = static_cast<std::size_t>(measure);
        return MovedFields{totals.before.sums[m], totals.after.sums[m]};
    };
    return {totals.currency,
            {from_count(totals.before.rows), from_count(totals.after.rows)},
            moved(Measure::impressions),
            moved(Measure::clicks),
            moved(Measure::cost),
            moved(Measure::revenue),
            moved(Measure::conversions),
            moved(Measure::new_customers)};
}

std::vector<TotalsFields> fields_of(std::span<const MovedTotals> totals) {
    std::vector<TotalsFields> fields;
    for (const MovedTotals& of_currency : totals) fields.push_back(fields_of(of_currency));
    return fields;
}

}  // namespace

BatchFields fields_of(const BatchView& view) {
    const Intake& intake = view.intake;
    BatchFields out;
    out.batch_id = intake.batch_id;
    out.status = view.status;
    out.source = intake.options.source;
    out.rows_received = view.outcomes.received;
    out.rows_accepted = view.outcomes.accepted;
    out.rows_rejected = view.outcomes.rejected;
    out.rows_new = view.outcomes.added;
    out.rows_restated = view.outcomes.restated;
    out.rows_unchanged = view.outcomes.unchanged;
    out.rows_folded = view.outcomes.folded;
    out.rows_stale = view.outcomes.stale;
    if (!intake.error.empty()) out.error = intake.error;
    out.acceptance = intake.acceptance;
    out.received_at = intake.received_at;
    // The apply is the end; the intake is marked a moment later.
    out.finished_at = view.applied ? view.applied->applied_at : intake.finished_at;
    out.format = name_of(intake.format);
    out.body_hash = intake.body.hash;
    out.body_bytes = static_cast<std::int64_t>(intake.body.bytes);
    out.sent_by = intake.sent_by;
    out.attempts = intake.attempts;
    out.normaliser_version = intake.normaliser_version;
    out.options.platform = intake.options.platform;
    if (const auto policy = intake.options.collisions) out.options.collisions = name_of(*policy);
    if (const auto& profile = intake.options.profile) out.options.profile = profile->name;
    out.options.currency = intake.options.currency;
    out.options.time_zone = intake.options.time_zone;
    out.options.version_column = intake.options.version_column;
    if (const auto micros = intake.options.value_per_conversion_micros)
        out.options.value_per_conversion = from_micros(*micros);
    if (const auto& scope = intake.options.complete_for) out.options.complete_for = text_of(*scope);
    for (const ColumnChoice& choice : intake.options.columns) out.options.map.push_back(text_of(choice));
    const Conventions& writing = intake.options.conventions;
    if (writing.decimal_mark) out.options.decimal = name_of(*writing.decimal_mark);
    if (writing.date_order) out.options.date_order = name_of(*writing.date_order);
    out.options.spread = name_of(intake.options.spread);
    if (!intake.options.accounts.empty()) out.options.accounts = fields_of(intake.options.accounts);
    if (!intake.options.promotions.empty()) out.options.promotions = fields_of(intake.options.promotions);
    out.identical_to = intake.identical_to;
    if (view.applied) {
        out.commit_sequence = view.applied->commit_sequence;
        out.applied_at = view.applied->applied_at;
        out.rows_retired = view.applied->retired;
        out.first_day = view.applied->first_day;
        out.last_day = view.applied->last_day;
        out.days = view.applied->days;
        out.totals = fields_of(view.applied->totals);
        out.unknown_columns = view.applied->unknown_columns;
        for (const Warning& warning : view.applied->warnings) out.warnings.push_back(fields_of(warning));
    }
    if (view.applied && view.applied->undo) {
        const BatchUndo& undo = *view.applied->undo;
        out.undo = UndoFields{undo.commit_sequence, undo.undone_at, undo.ended,
                              undo.restored,        undo.days,      fields_of(undo.totals)};
    }
    if (intake.times)
        out.durations = DurationFields{intake.times->waiting.count(), intake.times->reading.count(),
                                       intake.times->staged.count(), intake.times->applying.count()};
    if (view.progress)
        out.progress = ProgressFields{
            std::string(name_of(view.progress->stage)), static_cast<std::int64_t>(view.progress->bytes_read),
            static_cast<std::int64_t>(view.progress->bytes_total), view.progress->rows_read};
    return out;
}

void add_batches(Router& router, const BatchPorts* ports) {
    add_list(router, ports);
    add_one(router, ports);
    add_undo(router, ports);
    add_retry(router, ports);
    add_rejects(router, ports);
}

}  // namespace insightflow::http
