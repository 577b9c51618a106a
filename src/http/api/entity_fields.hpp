// Requests and replies of the listings.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "application/analytics/list_entities.hpp"
#include "http/api/group_fields.hpp"
#include "http/api/rows_query.hpp"

namespace insightflow {

constexpr auto enum_names(Grain) {
    return std::array{std::pair{Grain::day, std::string_view("day")},
                      std::pair{Grain::hour, std::string_view("hour")},
                      std::pair{Grain::event, std::string_view("event")}};
}

constexpr auto enum_names(Level) {
    return std::array{std::pair{Level::account, std::string_view("account")},
                      std::pair{Level::campaign, std::string_view("campaign")},
                      std::pair{Level::ad_group, std::string_view("ad_group")},
                      std::pair{Level::ad, std::string_view("ad")}};
}

}  // namespace insightflow

namespace insightflow::http {

// An EntityOrder as a text: a column, with '-' in front for the highest first.
enum class Sort : std::uint8_t {};

inline constexpr std::array<std::string_view, 18> sort_names{
    "name",     "-name",     "id",          "-id",          "first_day", "-first_day",
    "last_day", "-last_day", "impressions", "-impressions", "clicks",    "-clicks",
    "cost",     "-cost",     "conversions", "-conversions", "revenue",   "-revenue"};

constexpr auto enum_names(Sort) {
    std::array<std::pair<Sort, std::string_view>, sort_names.size()> names{};
    for (std::size_t i = 0; i < names.size(); ++i) names[i] = {static_cast<Sort>(i), sort_names[i]};
    return names;
}

constexpr EntityOrder order_of(Sort sort) {
    const auto place = static_cast<std::uint8_t>(sort);
    return {static_cast<EntityColumn>(place / 2), place % 2 == 1};
}

// More than five ids and a name can take.
inline constexpr std::int64_t cursor_chars_max = 8192;

// What all listings take.
struct ListingQuery {
    std::optional<std::string> platform{}, name{}, as_of{};
    std::optional<Day> from{}, to{};
    Sort sort{};
    std::int64_t limit = 50;
    std::optional<std::string> cursor{};

    static constexpr auto fields() {
        using Q = ListingQuery;
        return std::tuple{
            defaulted("platform", &Q::platform, "Only of this ad platform, in any of its spellings.",
                      name_bounds),
            defaulted("name", &Q::name, "Only those whose name contains this, without regard to case.",
                      name_bounds),
            defaulted("from", &Q::from, "First day of the sums. Without it: from the beginning."),
            defaulted("to", &Q::to, "Last day of the sums. Without it: to the end."),
            defaulted(
                "sort", &Q::sort,
                "What to order by, '-' for the highest first. Null is last in either direction, ties are "
                "ordered by platform, account and ids."),
            defaulted("limit", &Q::limit, "Most rows on the page.",
                      {.min = 1, .max = static_cast<std::int64_t>(entities_page_max)}),
            defaulted("cursor", &Q::cursor, "`next` of the page before, with the same query.",
                      {.min = 1, .max = cursor_chars_max}),
            defaulted("as_of", &Q::as_of, as_of_doc, as_of_bounds),
        };
    }
    std::vector<RowFilter> filters() const;
};

struct CampaignsQuery : ListingQuery {
    std::optional<std::string> source{}, account_id{}, campaign_id{};
    static constexpr auto fields() {
        using Q = CampaignsQuery;
        return std::tuple_cat(
            std::tuple{defaulted("source", &Q::source, "Only of this source.", name_bounds),
                       defaulted("account_id", &Q::account_id, "Only of accounts with this id.", name_bounds),
                       defaulted("campaign_id", &Q::campaign_id, "Only campaigns of this id.", name_bounds)},
            ListingQuery::fields());
    }
    std::vector<RowFilter> filters() const;
};

struct AdsQuery : CampaignsQuery {
    std::optional<std::string> ad_group_id{};
    static constexpr auto fields() {
        return std::tuple_cat(std::tuple{defaulted("ad_group_id", &AdsQuery::ad_group_id,
                                                   "Only ad groups of this id.", name_bounds)},
                              CampaignsQuery::fields());
    }
    std::vector<RowFilter> filters() const;
};

// Sums over the rows of the range, under the metrics' own names.
struct SumFields {
    Day first_day{}, last_day{};
    std::int64_t rows = 0;
    std::optional<ExactNumber> impressions{}, clicks{}, cost{}, conversions{}, revenue{};

    static constexpr auto fields() {
        using S = SumFields;
        return std::tuple{
            required("first_day", &S::first_day, "First day with data, in the range or not."),
            required("last_day", &S::last_day, "Last day with data, in the range or not."),
            required("rows", &S::rows, "Stored rows in the range."),
            nullable("impressions", &S::impressions, "Times an ad was shown."),
            nullable("clicks", &S::clicks, "Clicks on ads."),
            nullable("cost", &S::cost, "Money spent on ads; null where it is of several currencies."),
            nullable("conversions", &S::conversions, "Actions that the platform credits to ads."),
            nullable("revenue", &S::revenue,
                     "Value of the conversions; null where it is of several currencies."),
        };
    }
};

struct EntityFields : KeyFields, SumFields {
    static constexpr std::string_view schema_name = "Entity";
    static constexpr auto fields() { return std::tuple_cat(KeyFields::fields(), SumFields::fields()); }
};

struct SourceFields : SumFields {
    static constexpr std::string_view schema_name = "Source";
    std::string name{};
    Grain grain{};
    Level level{};
    std::vector<std::string> breakdowns{};
    std::optional<std::string> versions{};
    std::string last_batch_id{};
    Timestamp last_applied_at{};
    std::optional<std::string> currency{};

    static constexpr auto fields() {
        using S = SourceFields;
        return std::tuple_cat(
            std::tuple{
                required("name", &S::name, "The source."),
                required("grain", &S::grain, "What a row of it is of."),
                required("level", &S::level, "The lowest level that its rows tell apart."),
                required("breakdowns", &S::breakdowns, "By what else: country, device."),
                nullable("versions", &S::versions,
                         "What its `version_column` holds: integers, timestamps; null where it has none."),
                required("last_batch_id", &S::last_batch_id,
                         "The last batch that was applied; it has the options that it came with."),
                required("last_applied_at", &S::last_applied_at, "When that was."),
                nullable("currency", &S::currency,
                         "Currency of its money in the range; null where there is none or several."),
            },
            SumFields::fields());
    }
};

struct ListingMeta {
    static constexpr std::string_view schema_name = "ListingMeta";
    std::int64_t commit_sequence = 0;
    std::vector<std::string> warnings{};
    static constexpr auto fields() {
        using M = ListingMeta;
        return std::tuple{
            required("commit_sequence", &M::commit_sequence,
                     "The commit that the page is as of: all pages after a first one are of the same. Names "
                     "are those of now."),
            required("warnings", &M::warnings, "What else one must know to trust the numbers.")};
    }
};

template <class Row>
struct ListingReply {
    static constexpr std::string_view schema_name =
        std::is_same_v<Row, SourceFields> ? "SourceList" : "EntityList";
    std::vector<Row> data{};
    std::optional<std::string> next{};
    ListingMeta meta{};
    static constexpr auto fields() {
        using R = ListingReply;
        return std::tuple{required("data", &R::data, "The rows of the page, in the order asked for."),
                          nullable("next", &R::next, "`cursor` of the next page; null on the last one."),
                          required("meta", &R::meta, "What qualifies the rows.")};
    }
};

EntityFields entity_of(const EntityRow& row, const std::vector<std::string>& key_names);
SourceFields source_of(const EntityRow& row, const std::vector<std::string>& key_names);

}  // namespace insightflow::http
