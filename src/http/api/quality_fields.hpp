// The quality of stored data as replies show it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "application/analytics/quality_board.hpp"
#include "http/api/entity_fields.hpp"
#include "http/core/field.hpp"

namespace insightflow {

constexpr auto enum_names(QualityCode) {
    std::array<std::pair<QualityCode, std::string_view>, quality_code_count> names{};
    for (std::size_t i = 0; i < names.size(); ++i)
        names[i] = {static_cast<QualityCode>(i), quality_code_names[i]};
    return names;
}
constexpr auto enum_names(QualitySeverity) {
    return std::array{std::pair{QualitySeverity::notice, std::string_view("notice")},
                      std::pair{QualitySeverity::warning, std::string_view("warning")}};
}

}  // namespace insightflow

namespace insightflow::http {

using Shares = std::vector<std::pair<std::string, ExactNumber>>;

struct BatchQualityFields {
    static constexpr std::string_view schema_name = "BatchQuality";
    std::string batch_id{};
    Timestamp ended_at{};
    bool applied = false;
    std::int64_t received = 0, accepted = 0, rows_shown = 0;
    std::optional<ExactNumber> validation_rate{};
    Shares null_rates{};

    static constexpr auto fields() {
        using B = BatchQualityFields;
        return std::tuple{
            required("batch_id", &B::batch_id, "The batch."),
            required("ended_at", &B::ended_at, "When it was applied or rejected."),
            required("applied", &B::applied, "Whether it was applied; else it was rejected whole."),
            required("received", &B::received, "Rows that came."),
            required("accepted", &B::accepted, "Rows that were accepted."),
            nullable("validation_rate", &B::validation_rate, "accepted / received; null where no row came."),
            required("rows_shown", &B::rows_shown, "Rows that are still as it brought them."),
            required("null_rates", &B::null_rates, "Share of these rows that have no value, by field."),
        };
    }
};

struct SourceQualityFields {
    static constexpr std::string_view schema_name = "SourceQuality";
    std::string source{};
    Grain grain{};
    Level level{};
    std::int64_t accounts = 0, rows = 0, received = 0, accepted = 0;
    std::optional<Day> first_day{}, last_day{};
    std::optional<ExactNumber> validation_rate{};
    Shares null_rates{};
    std::optional<Timestamp> last_batch_at{};
    std::optional<ExactNumber> hours_since_last_batch{};
    std::optional<std::int64_t> days_since_last_day{}, usual_days_between_batches{}, usual_days_behind{};
    bool late = false;
    std::vector<BatchQualityFields> batches{};

    static constexpr auto fields() {
        using S = SourceQualityFields;
        return std::tuple{
            required("source", &S::source, "The source."),
            required("grain", &S::grain, "What a row of it is of."),
            required("level", &S::level, "The lowest level that its rows tell apart."),
            required("accounts", &S::accounts, "Its accounts with rows on the days that are looked at."),
            required("rows", &S::rows, "Its rows in the range."),
            nullable("first_day", &S::first_day, "First day with rows of those that are looked at."),
            nullable("last_day", &S::last_day, "Last day with rows, up to today."),
            required("received", &S::received, "Rows of the batches below that came."),
            required("accepted", &S::accepted, "Those of them that were accepted."),
            nullable("validation_rate", &S::validation_rate, "accepted / received; the target is 0.95."),
            required("null_rates", &S::null_rates,
                     "Share of the rows in the range that have no value, by field: measures that any row "
                     "carries, and what the source's rows are of."),
            nullable("last_batch_at", &S::last_batch_at, "When the last batch was applied."),
            nullable("hours_since_last_batch", &S::hours_since_last_batch, "How long ago that is."),
            nullable("usual_days_between_batches", &S::usual_days_between_batches,
                     "Median of days from one day with a batch to the next; null where there are too few to "
                     "speak of a habit."),
            nullable("days_since_last_day", &S::days_since_last_day,
                     "Days from last_day to today in the workspace's time zone."),
            nullable("usual_days_behind", &S::usual_days_behind,
                     "Median of days from the newest day of a batch to the batch."),
            required("late", &S::late, "Nothing new has come for longer than the source is used to."),
            required("batches", &S::batches, "Its last batches that are not undone, newest first."),
        };
    }
};

struct FindingFields {
    static constexpr std::string_view schema_name = "QualityFinding";
    QualityCode code{};
    QualitySeverity severity{};
    std::vector<std::string> sources{};
    std::optional<std::string> platform{}, account_id{}, field{}, currency{}, batch_id{};
    std::optional<Day> first_day{}, last_day{};
    std::int64_t days = 0;
    std::optional<ExactNumber> seen{}, expected{};
    std::string message{};

    static constexpr auto fields() {
        using F = FindingFields;
        return std::tuple{
            required("code", &F::code, "Stable name of the kind of finding."),
            required("severity", &F::severity, "Answers that touch its days tell a warning, not a notice."),
            required("sources", &F::sources, "The source, or the two that meet."),
            nullable("platform", &F::platform, "Ad platform; null where the source as a whole is meant."),
            nullable("account_id", &F::account_id,
                     "Account; null beside a platform: the account without an id."),
            nullable("field", &F::field, "The field of missing_values."),
            nullable("currency", &F::currency, "The currency of spend_outlier."),
            nullable("batch_id", &F::batch_id, "The batch, where a validation_rate is of one."),
            nullable("first_day", &F::first_day, "First of the days concerned."),
            nullable("last_day", &F::last_day, "Last of them."),
            required("days", &F::days, "How many of the days from first to last it is."),
            nullable(
                "seen", &F::seen,
                "What was seen: rows, spend, a share from 0 to 1, or days; on the day that differs most."),
            nullable("expected", &F::expected, "What was to be expected, in the same unit."),
            required("message", &F::message, "What it means."),
        };
    }
};

struct QualityMeta {
    static constexpr std::string_view schema_name = "QualityMeta";
    std::int64_t commit_sequence = 0, findings_left_out = 0;
    Timestamp found_at{};
    bool is_current = false;
    std::optional<Day> days_from{};
    static constexpr auto fields() {
        using M = QualityMeta;
        return std::tuple{
            required("commit_sequence", &M::commit_sequence, "The commit that all is as of."),
            required("found_at", &M::found_at, "When it was found out."),
            required("is_current", &M::is_current,
                     "Whether that is the newest data: where batches come one after another, it is found out "
                     "anew only now and then."),
            required("findings_left_out", &M::findings_left_out, "Findings that there was no room for."),
            nullable("days_from", &M::days_from,
                     "Days before this one were not looked at, for there are too many accounts; null: 400 "
                     "days of each source."),
        };
    }
};

struct QualityReply {
    static constexpr std::string_view schema_name = "DataQuality";
    std::vector<SourceQualityFields> sources{};
    std::vector<FindingFields> findings{};
    QualityMeta meta{};
    static constexpr auto fields() {
        using R = QualityReply;
        return std::tuple{
            required("sources", &R::sources, "Figures of each source, by name."),
            required("findings", &R::findings, "What somebody should look at, newest days first."),
            required("meta", &R::meta, "Of when this is."),
        };
    }
};

// range: of rows and null rates. now: for what is told as so long ago.
SourceQualityFields fields_of(const SourceQuality& source, const DayRange& range, Day today, Timestamp now);
FindingFields fields_of(const QualityFinding& finding);

}  // namespace insightflow::http
