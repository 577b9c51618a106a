// The reply of a preview.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "application/ingestion/preview_batch.hpp"
#include "http/api/batch_fields.hpp"
#include "http/api/reject_fields.hpp"
#include "http/core/field.hpp"

namespace insightflow::http {

struct PreviewProfileFields {
    static constexpr std::string_view schema_name = "PreviewProfile";
    std::optional<std::string> name{}, why{};
    std::vector<std::string> fits_alike{};
    static constexpr auto fields() {
        using P = PreviewProfileFields;
        return std::tuple{
            nullable("name", &P::name, "The profile that the file is read by; null: by its headings alone."),
            nullable("why", &P::why, "How it was found."),
            required(
                "fits_alike", &P::fits_alike,
                "Profiles that fit alike, so that none of them is used: say which with the option profile.")};
    }
};

struct PreviewColumnFields {
    static constexpr std::string_view schema_name = "PreviewColumn";
    std::string heading{};
    std::optional<std::string> field{}, dimension{}, measure{}, unit{}, currency{}, by{};
    bool used = false;
    static constexpr auto fields() {
        using C = PreviewColumnFields;
        return std::tuple{
            required("heading", &C::heading, "As it stands in the file."),
            nullable("field", &C::field,
                     "The field of a fact that it means; null: none, it is kept as it is."),
            nullable("dimension", &C::dimension, "The dimension of the source's own that it is."),
            nullable("measure", &C::measure, "The measure of the source's own that it is."),
            nullable("unit", &C::unit, "Of an amount: units, or micros (whole millionths)."),
            nullable("currency", &C::currency, "Of an amount whose heading names one."),
            nullable(
                "by", &C::by,
                "Who says so: option, promotion (the source's settings or the profile), profile, heading, or "
                "likeness to a known heading."),
            required("used", &C::used,
                     "Whether the field is read from it; false where another column means it more nearly.")};
    }
};

struct PreviewWritingFields {
    static constexpr std::string_view schema_name = "PreviewWriting";
    std::optional<std::string> decimal{}, date_order{};
    static constexpr auto fields() {
        using W = PreviewWritingFields;
        return std::tuple{
            nullable("decimal", &W::decimal,
                     "Decimal mark: point or comma; null: nothing had to be decided."),
            nullable("date_order", &W::date_order, "dmy, mdy or ymd; null: nothing had to be decided.")};
    }
};

struct PreviewRowFields {
    static constexpr std::string_view schema_name = "PreviewRow";
    Day date{};
    std::optional<std::int64_t> hour{};
    std::optional<Timestamp> timestamp{};
    std::string platform{}, currency{};
    std::optional<std::string> account_id{}, account_name{}, campaign_id{}, campaign_name{}, ad_group_id{},
        ad_group_name{}, ad_id{}, ad_name{}, country{}, device{};
    std::vector<std::pair<std::string, std::string>> dimensions{};
    std::vector<std::pair<std::string, ExactNumber>> measures{};
    std::optional<ExactNumber> impressions{}, clicks{}, cost{}, revenue{}, conversions{}, new_customers{};
    bool revenue_estimated = false;
    std::optional<std::string> other_columns{};
    static constexpr auto fields() {
        using R = PreviewRowFields;
        return std::tuple{
            required("date", &R::date, "Day, as the platform reports it."),
            nullable("hour", &R::hour, "Local hour of hour rows."),
            nullable("timestamp", &R::timestamp, "Instant of hour rows and events, in UTC."),
            required("platform", &R::platform, "Ad platform."),
            nullable("account_id", &R::account_id, "Account."),
            nullable("account_name", &R::account_name, "Its name."),
            nullable("campaign_id", &R::campaign_id, "Campaign."),
            nullable("campaign_name", &R::campaign_name, "Its name."),
            nullable("ad_group_id", &R::ad_group_id, "Ad group."),
            nullable("ad_group_name", &R::ad_group_name, "Its name."),
            nullable("ad_id", &R::ad_id, "Ad."),
            nullable("ad_name", &R::ad_name, "Its name."),
            nullable("country", &R::country, "Country."),
            nullable("device", &R::device, "Device."),
            required(
                "dimensions", &R::dimensions,
                "What it says in dimensions of the source's own, by their names; those that are null are "
                "left out."),
            required("currency", &R::currency, "Currency of the amounts."),
            nullable("impressions", &R::impressions, "Impressions."),
            nullable("clicks", &R::clicks, "Clicks."),
            nullable("cost", &R::cost, "Cost."),
            nullable("revenue", &R::revenue, "Revenue."),
            nullable("conversions", &R::conversions, "Conversions."),
            nullable("new_customers", &R::new_customers, "New customers."),
            required("measures", &R::measures,
                     "Measures of the source's own, by their names; those that are null are left out."),
            required("revenue_estimated", &R::revenue_estimated, "Whether revenue is an estimate."),
            nullable("other_columns", &R::other_columns, "The columns that are no fields, as JSON.")};
    }
};

struct PreviewOutcomeFields {
    static constexpr std::string_view schema_name = "PreviewOutcomes";
    std::int64_t rows_received = 0, rows_accepted = 0, rows_rejected = 0, rows_new = 0, rows_restated = 0,
                 rows_unchanged = 0, rows_folded = 0, rows_stale = 0, rows_retired = 0;
    std::optional<Day> first_day{}, last_day{};
    static constexpr auto fields() {
        using O = PreviewOutcomeFields;
        return std::tuple{
            required("rows_received", &O::rows_received, "Rows of the file."),
            required("rows_accepted", &O::rows_accepted, "Of these, those that would count."),
            required("rows_rejected", &O::rows_rejected, "Those that would not."),
            required("rows_new", &O::rows_new, "Keys that are not there yet."),
            required("rows_restated", &O::rows_restated, "Keys that are there with other values."),
            required("rows_unchanged", &O::rows_unchanged, "Keys that are there with the same values."),
            required("rows_folded", &O::rows_folded, "Rows merged into another row of the file."),
            required("rows_stale", &O::rows_stale, "Rows that lose to what is stored."),
            required("rows_retired", &O::rows_retired, "Stored rows that would be ended."),
            nullable("first_day", &O::first_day, "First day of the rows."),
            nullable("last_day", &O::last_day, "Last day of the rows.")};
    }
};

struct ChoiceFields {
    static constexpr std::string_view schema_name = "PreviewChoice";
    std::string option{}, reading{};
    static constexpr auto fields() {
        using C = ChoiceFields;
        return std::tuple{required("option", &C::option, "The option that says so: date_order=dmy."),
                          required("reading", &C::reading, "What the file means then.")};
    }
};

struct QuestionFields {
    static constexpr std::string_view schema_name = "PreviewQuestion";
    std::string code{}, field{}, message{};
    std::int64_t line = 0;
    std::vector<ChoiceFields> choices{};
    static constexpr auto fields() {
        using Q = QuestionFields;
        return std::tuple{required("code", &Q::code, "The option that answers it."),
                          required("field", &Q::field,
                                   "The column concerned, as it stands in the file; empty: none by name."),
                          required("line", &Q::line, "The first line concerned; 0: none."),
                          required("message", &Q::message, "What the file does not tell."),
                          required("choices", &Q::choices, "Possible answers.")};
    }
};

struct PreviewReply {
    static constexpr std::string_view schema_name = "Preview";
    bool would_count = false;
    std::optional<std::string> refusal{}, shape{};
    std::string format{};
    PreviewProfileFields profile{};
    PreviewWritingFields writing{};
    std::vector<PreviewColumnFields> columns{};
    std::vector<PreviewRowFields> rows{};
    PreviewOutcomeFields outcomes{};
    std::vector<QuestionFields> questions{};
    std::vector<WarningFields> warnings{};
    std::vector<RejectFields> rejects{};
    static constexpr auto fields() {
        using P = PreviewReply;
        return std::tuple{
            required("would_count", &P::would_count, "Whether a batch of this file would be applied."),
            nullable("refusal", &P::refusal, "Why it would not."),
            required("questions", &P::questions, "What has to be said first, with the answers there are."),
            required("format", &P::format,
                     "csv (any table as text), json, ndjson, or content where the body itself tells."),
            required("profile", &P::profile, "The profile that the file is read by, and why."),
            required("writing", &P::writing, "How the file writes numbers and days."),
            nullable("shape", &P::shape, "Grain, level and breakdowns of the rows, in words."),
            required("columns", &P::columns, "What the columns mean."),
            required("outcomes", &P::outcomes, "What would become of the rows, by what is stored now."),
            required("rows", &P::rows, "The first rows as they would be stored."),
            required("rejects", &P::rejects, "The first rows that would be rejected."),
            required("warnings", &P::warnings, "What the report would warn of.")};
    }
};

PreviewReply reply_of(const BatchPreview& preview);

}  // namespace insightflow::http
