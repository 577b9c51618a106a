#include "http/api/batches.hpp"

#include "application/ingestion/ingest_options.hpp"
#include "application/ingestion/names.hpp"
#include "application/ingestion/undo_batch.hpp"
#include "domain/base/ulid.hpp"
#include "domain/ingestion/completeness.hpp"
#include "domain/text/printable.hpp"
#include "http/api/account_fields.hpp"
#include "http/api/batch_fields.hpp"

namespace insightflow::http {
namespace {

struct BatchQuery {
    std::string id{};
    static constexpr auto fields() { return std::tuple{required("id", &BatchQuery::id, "The batch.")}; }
};

struct BatchListQuery {
    std::optional<std::string> source{};
    std::optional<std::int64_t> before{};
    std::int64_t limit = 50;
    static constexpr auto fields() {
        using Q = BatchListQuery;
        return std::tuple{
            defaulted("source", &Q::source, "Only batches of this source.",
                      {.min = 1, .max = source_bytes_max}),
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

struct RejectsQuery {
    std::string id{};
    std::int64_t after_row = 0;
    std::int64_t limit = 100;
    static constexpr auto fields() {
        using Q = RejectsQuery;
        return std::tuple{
            required("id", &Q::id, "The batch."),
            defaulted("after_row", &Q::after_row,
                      "Only rows after this row number: `next` of the page before.", {.min = 0}),
            defaulted("limit", &Q::limit, "Most rows on the page.",
                      {.min = 1, .max = static_cast<std::int64_t>(rejects_page_max)}),
        };
    }
};

struct RowFaultFields {
    static constexpr std::string_view schema_name = "RowFault";
    std::string field{}, code{}, message{};
    static constexpr auto fields() {
        using F = RowFaultFields;
        return std::tuple{
            required("field", &F::field, "Column as it was sent; empty where the row as a whole is meant."),
            required("code", &F::code, "Stable name of the kind of fault."),
            required("message", &F::message, "What is wrong.")};
    }
};

struct RejectFields {
    static constexpr std::string_view schema_name = "RejectedRow";
    std::int64_t row = 0, line = 0;
    std::vector<RowFaultFields> errors{};
    static constexpr auto fields() {
        using R = RejectFields;
        return std::tuple{required("row", &R::row, "Number of the row in the batch, from 1."),
                          required("line", &R::line, "Line of the body on which it begins, from 1."),
                          required("errors", &R::errors, "Every fault of the row.")};
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
    for (const Reject& reject : page.rejects) {
        RejectFields row{static_cast<std::int64_t>(reject.row), static_cast<std::int64_t>(reject.line), {}};
        for (const RowFault& fault : reject.faults)
            row.errors.push_back({fault.field, fault.code, fault.message});
        reply.data.push_back(std::move(row));
    }
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
                call.scope, {query.source, query.before, static_cast<std::size_t>(query.limit)}, *ports);
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

void add_undo(Router& router, const BatchPorts* ports) {
    EndpointDoc doc{.operation_id = "undoBatch",
                    .summary = "Take a batch back",
                    .description =
                        "Answers when it is done: everything then is as if the batch had not been sent, and "
                        "the batch stays known. What was shown before can still be asked for. One that "
                        "is not applied yet never will be.",
                    .tag = "Data",
                    .permission = Permission::data_write,
                    .errors = {ErrorCode::not_found, ErrorCode::conflict, ErrorCode::storage_full}};
    router.del<BatchQuery, BatchFields>(
        "/api/v1/data/batches/{id}", std::move(doc), Place::pool,
        [ports](const Call& call, const BatchQuery& query) -> Result<BatchFields> {
            if (!is_ulid(query.id)) return no_such_batch(query.id);
            const auto view = undo_batch(call.scope, query.id, origin_of(call), call.now, *ports, call.stop);
            if (!view) return view.error();
            return fields_of(*view);
        });
}

void add_rejects(Router& router, const BatchPorts* ports) {
    EndpointDoc doc{.operation_id = "listRejects",
                    .summary = "Rejected rows of a batch",
                    .description = "Each rejected row with its line and every reason.",
                    .tag = "Data",
                    .permission = Permission::data_read,
                    .errors = {ErrorCode::not_found}};
    router.get<RejectsQuery, RejectsReply>(
        "/api/v1/data/batches/{id}/rejects", std::move(doc), Place::pool,
        [ports](const Call& call, const RejectsQuery& query) -> Result<RejectsReply> {
            if (!is_ulid(query.id)) return no_such_batch(query.id);
            const RejectListRequest request{static_cast<std::uint64_t>(query.after_row),
                                            static_cast<std::size_t>(query.limit)};
            const auto page = list_rejects(call.scope, query.id, request, ports->intakes);
            if (!page) return page.error();
            return reply_of(*page);
        });
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
    out.options = {intake.options.platform,
                   std::string(name_of(intake.options.collisions)),
                   intake.options.currency,
                   intake.options.time_zone,
                   {},
                   intake.options.version_column,
                   {}};
    if (const auto micros = intake.options.value_per_conversion_micros)
        out.options.value_per_conversion = from_micros(*micros);
    if (const auto& scope = intake.options.complete_for) out.options.complete_for = text_of(*scope);
    out.identical_to = intake.identical_to;
    if (view.applied) {
        out.commit_sequence = view.applied->commit_sequence;
        out.applied_at = view.applied->applied_at;
        out.rows_retired = view.applied->retired;
        out.first_day = view.applied->first_day;
        out.last_day = view.applied->last_day;
        out.unknown_columns = view.applied->unknown_columns;
        for (const Warning& warning : view.applied->warnings)
            out.warnings.push_back({warning.code, warning.field, warning.message, warning.rows,
                                    static_cast<std::int64_t>(warning.first_line)});
    }
    if (view.applied && view.applied->undo) {
        const BatchUndo& undo = *view.applied->undo;
        out.undo = UndoFields{undo.commit_sequence, undo.undone_at, undo.ended, undo.restored};
    }
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
    add_rejects(router, ports);
}

}  // namespace insightflow::http
