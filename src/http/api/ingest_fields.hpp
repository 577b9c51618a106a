// The options of a batch as query parameters: of a batch that is sent and of one that is only looked at.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "application/ingestion/accept_batch.hpp"
#include "http/core/endpoint.hpp"
#include "http/core/upload.hpp"

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
                      std::pair{DateOrder::month_first, std::string_view("mdy")},
                      std::pair{DateOrder::year_first, std::string_view("ymd")}};
}

constexpr auto enum_names(Spread) {
    return std::array{std::pair{Spread::none, std::string_view("none")},
                      std::pair{Spread::even, std::string_view("even")}};
}

}  // namespace insightflow

namespace insightflow::http {

// Patterns of names and options that several routes take.
extern const Pattern source_name;
extern const Pattern currency_code;
extern const Pattern scope_text;
extern const Pattern zone_name;
extern const Pattern profile_name;

struct IngestQuery {
    std::optional<std::string> source{}, profile{}, platform{}, version_column{}, complete_for{}, currency{},
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
            defaulted(
                "profile", &Q::profile,
                "Profile that the file is read by; generic reads it by its headings alone. Default: the "
                "one that is recognised.",
                {.pattern = &profile_name}),
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
                "dmy: 3/4/2024 is the third of April; mdy: the fourth of March; ymd: 24-01-31 is of 2024. "
                "Default: as for decimal."),
            defaulted(
                "spread", &Q::spread,
                "What becomes of rows that stand for weeks, months or other ranges. none (default): they are "
                "refused; even: each day has an equal part, which is an estimate."),
        };
    }
};

// Errors: invalid_argument.
Result<IngestRequest> request_of(const RequestHead& head, const IngestQuery& query);

// How a body of a batch may come.
UploadDoc batch_body(std::uint64_t body_bytes_max);

}  // namespace insightflow::http
