// A batch as replies show it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "application/ingestion/batches.hpp"
#include "http/api/account_setting_fields.hpp"
#include "http/api/promotion_fields.hpp"
#include "http/core/field.hpp"

namespace insightflow {

constexpr auto enum_names(BatchStatus) {
    std::array<std::pair<BatchStatus, std::string_view>, 8> names{};
    for (std::size_t i = 0; i < names.size(); ++i)
        names[i] = {static_cast<BatchStatus>(i), name_of(static_cast<BatchStatus>(i))};
    return names;
}

}  // namespace insightflow

namespace insightflow::http {

struct WarningFields {
    static constexpr std::string_view schema_name = "BatchWarning";
    std::string code{}, field{}, message{};
    std::int64_t rows = 0, first_line = 0;
    static constexpr auto fields() {
        using W = WarningFields;
        return std::tuple{
            required("code", &W::code, "Stable name of the kind of warning."),
            required("field", &W::field,
                     "Column as it was sent, or the field's own name where it concerns several rows "
                     "together; empty where "
                     "a row or the batch as a whole is meant."),
            required("message", &W::message, "What it means."), required("rows", &W::rows, "Rows concerned."),
            required("first_line", &W::first_line, "Line of the first of them; 0 where none is.")};
    }
};

inline WarningFields fields_of(const Warning& warning) {
    return {warning.code, warning.field, warning.message, warning.rows,
            static_cast<std::int64_t>(warning.first_line)};
}

struct OptionFields {
    static constexpr std::string_view schema_name = "BatchOptions";
    std::optional<std::string> platform{}, profile{}, collisions{};
    std::string currency{}, time_zone{};
    std::optional<ExactNumber> value_per_conversion{};
    std::optional<std::string> version_column{}, complete_for{};
    std::vector<std::string> map{};
    std::optional<std::string> decimal{}, date_order{};
    std::string spread{};
    std::optional<AccountSettingList> accounts{};
    std::optional<std::vector<PromotionFields>> promotions{};
    static constexpr auto fields() {
        using O = OptionFields;
        return std::tuple{
            nullable("platform", &O::platform, "Platform of rows that name none."),
            nullable("profile", &O::profile, "Profile that was said; null: the one that is recognised."),
            nullable("collisions", &O::collisions,
                     "Policy for different rows of one key; null: the profile's, else reject."),
            nullable("value_per_conversion", &O::value_per_conversion, "What writes missing revenue."),
            nullable("version_column", &O::version_column,
                     "Column that tells which of two rows of a key is newer."),
            nullable("complete_for", &O::complete_for,
                     "Account and days of which the batch holds every row."),
            required("currency", &O::currency, "Currency of rows that name none."),
            required("time_zone", &O::time_zone, "Zone that tells the day of timestamps."),
            omittable("accounts", &O::accounts,
                      "What is set for accounts of the source; it counts more than the two above."),
            omittable(
                "promotions", &O::promotions,
                "Columns that are dimensions or measures of the source's own, as its settings had them."),
            required("map", &O::map, "What was said of columns, as HEADING=FIELD."),
            nullable("decimal", &O::decimal, "Decimal mark that was said; null: the file tells."),
            nullable("date_order", &O::date_order, "Order of dates that was said; null: the file tells."),
            required("spread", &O::spread,
                     "What becomes of rows that stand for several days: none or even.")};
    }
};

struct ProgressFields {
    static constexpr std::string_view schema_name = "BatchProgress";
    std::string stage{};
    std::int64_t bytes_read = 0, bytes_total = 0, rows_read = 0;
    static constexpr auto fields() {
        using P = ProgressFields;
        return std::tuple{
            required("stage", &P::stage, "reading, checking, staged, applying or waiting_to_retry."),
            required("bytes_read", &P::bytes_read, "Bytes of the body read so far."),
            required("bytes_total", &P::bytes_total, "Bytes of the body."),
            required("rows_read", &P::rows_read, "Rows read so far.")};
    }
};

struct DurationFields {
    static constexpr std::string_view schema_name = "BatchDurations";
    std::int64_t waiting_us = 0, reading_us = 0, staged_us = 0, applying_us = 0;
    static constexpr auto fields() {
        using D = DurationFields;
        return std::tuple{
            required("waiting_us", &D::waiting_us, "From its receipt to the begin of its last attempt."),
            required("reading_us", &D::reading_us, "Reading and checking."),
            required("staged_us", &D::staged_us, "Checked, and waiting for its turn to be applied."),
            required("applying_us", &D::applying_us, "Until it counted.")};
    }
};

struct MovedFields {
    static constexpr std::string_view schema_name = "BeforeAndAfter";
    std::optional<ExactNumber> before{}, after{};
    static constexpr auto fields() {
        using M = MovedFields;
        return std::tuple{
            nullable("before", &M::before, "Right before the commit; null where no row has it."),
            nullable("after", &M::after, "Right after it; null where no row has it.")};
    }
};

struct TotalsFields {
    static constexpr std::string_view schema_name = "BatchTotals";
    std::string currency{};
    MovedFields rows{}, impressions{}, clicks{}, cost{}, revenue{}, conversions{}, new_customers{};
    static constexpr auto fields() {
        using T = TotalsFields;
        return std::tuple{required("currency", &T::currency, "Of these rows."),
                          required("rows", &T::rows, "Rows."),
                          required("impressions", &T::impressions, "Impressions."),
                          required("clicks", &T::clicks, "Clicks."),
                          required("cost", &T::cost, "Cost."),
                          required("revenue", &T::revenue, "Revenue."),
                          required("conversions", &T::conversions, "Conversions."),
                          required("new_customers", &T::new_customers, "New customers.")};
    }
};

struct UndoFields {
    static constexpr std::string_view schema_name = "BatchUndo";
    std::int64_t commit_sequence = 0;
    Timestamp undone_at{};
    std::int64_t rows_ended = 0, rows_restored = 0, days = 0;
    std::vector<TotalsFields> totals{};
    static constexpr auto fields() {
        using U = UndoFields;
        return std::tuple{
            required("commit_sequence", &U::commit_sequence,
                     "Order of commits: what came after it is without the batch."),
            required("undone_at", &U::undone_at, "When it was taken back."),
            required("rows_ended", &U::rows_ended, "Keys that are no more."),
            required("rows_restored", &U::rows_restored, "Keys that show what another batch says of them."),
            required("days", &U::days, "How many days it touched: on which a row came or went."),
            required("totals", &U::totals,
                     "What the source came to on these days, right before the undo and right after it, for "
                     "each currency.")};
    }
};

struct BatchFields {
    static constexpr std::string_view schema_name = "Batch";
    std::string batch_id{};
    BatchStatus status{};
    std::string source{};
    std::int64_t rows_received = 0, rows_accepted = 0, rows_rejected = 0, rows_new = 0, rows_restated = 0,
                 rows_unchanged = 0, rows_folded = 0, rows_stale = 0, rows_retired = 0;
    std::optional<std::string> error{};
    std::int64_t acceptance = 0;
    std::optional<std::int64_t> commit_sequence{};
    Timestamp received_at{};
    std::optional<Timestamp> applied_at{}, finished_at{};
    std::optional<Day> first_day{}, last_day{};
    std::optional<std::int64_t> days{};
    std::vector<TotalsFields> totals{};
    std::string format{}, body_hash{}, sent_by{};
    std::int64_t body_bytes = 0;
    int attempts = 0, normaliser_version = 0;
    OptionFields options{};
    std::optional<std::string> identical_to{};
    std::vector<std::string> unknown_columns{};
    std::vector<WarningFields> warnings{};
    std::optional<ProgressFields> progress{};
    std::optional<UndoFields> undo{};
    std::optional<DurationFields> durations{};

    static constexpr auto fields() {
        using B = BatchFields;
        return std::tuple{
            required("batch_id", &B::batch_id, "The batch."),
            required("status", &B::status,
                     "queued, loading; at the end applied, rejected (no row was accepted) or failed. Taken "
                     "back: undoing, then undone, or undo_failed: then it still counts, and can be taken "
                     "back again."),
            required("source", &B::source, "Source of its rows."),
            required("rows_received", &B::rows_received,
                     "Rows in the body: accepted + rejected. All counts are 0 until the end."),
            required("rows_accepted", &B::rows_accepted, "new + restated + unchanged + folded + stale."),
            required("rows_rejected", &B::rows_rejected,
                     "Rows refused, each with its reasons under /rejects."),
            required("rows_new", &B::rows_new, "Keys that were not there."),
            required("rows_restated", &B::rows_restated,
                     "Keys whose values changed; the older values are in the history."),
            required("rows_unchanged", &B::rows_unchanged, "Keys that had these values already."),
            required("rows_folded", &B::rows_folded, "Rows merged into another row of the same batch."),
            required("rows_stale", &B::rows_stale,
                     "Rows that one of a higher version, or of a batch accepted later, had overtaken."),
            required("rows_retired", &B::rows_retired,
                     "Stored rows that it ended, because it is complete (complete_for) and does not hold "
                     "them; not among those received."),
            nullable("error", &B::error, "Why it was rejected or failed, or could not be taken back."),
            required("acceptance", &B::acceptance,
                     "Order of intake: of two rows of one key and version that of the batch accepted later "
                     "counts."),
            nullable("commit_sequence", &B::commit_sequence, "Order of apply; null until it is applied."),
            required("received_at", &B::received_at, "When it was taken in."),
            nullable("applied_at", &B::applied_at, "When it began to count."),
            nullable("finished_at", &B::finished_at, "When it came to its end."),
            nullable("first_day", &B::first_day, "First day of its rows."),
            nullable("last_day", &B::last_day, "Last day of its rows."),
            nullable("days", &B::days,
                     "How many days it touched: those of its rows, and of rows that it ended."),
            required("totals", &B::totals,
                     "What its source came to on these days, right before the batch and right after it, for "
                     "each currency; empty until it is applied."),
            required("format", &B::format, "json, ndjson or csv."),
            required("body_bytes", &B::body_bytes, "Size of the body."),
            required("body_hash", &B::body_hash, "BLAKE2b-256 of the body, in hex."),
            required("sent_by", &B::sent_by, "Label of the key that sent it."),
            required("attempts", &B::attempts, "How often loading was begun."),
            required("normaliser_version", &B::normaliser_version,
                     "Version of the rules it was taken in under."),
            required("options", &B::options, "Options, as they were frozen at intake."),
            nullable("identical_to", &B::identical_to, "An earlier batch with the same bytes."),
            required("unknown_columns", &B::unknown_columns,
                     "Columns that were not recognised; their values are kept."),
            required("warnings", &B::warnings, "Things accepted that somebody should look at."),
            nullable("progress", &B::progress, "How far loading is; null where it is not being loaded."),
            nullable("undo", &B::undo,
                     "What taking it back moved; null where it was not, or not applied before."),
            nullable("durations", &B::durations,
                     "How long it was in each stage, in microseconds; null until the end, and where a crash "
                     "came between."),
        };
    }
};

BatchFields fields_of(const BatchView& view);

}  // namespace insightflow::http
