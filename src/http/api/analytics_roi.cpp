#include "http/api/analytics_roi.hpp"

#include <algorithm>
#include <variant>

#include "application/analytics/answer_query.hpp"
#include "domain/ingestion/platforms.hpp"
#include "http/api/metric_fields.hpp"

namespace insightflow {

constexpr auto enum_names(Dimension) {
    std::array<std::pair<Dimension, std::string_view>, dimension_count> names{};
    for (std::size_t i = 0; i < dimension_count; ++i) names[i] = {all_dimensions[i], dimension_names[i]};
    return names;
}

}  // namespace insightflow

namespace insightflow::http {
namespace {

struct RoiQuery {
    std::optional<Day> from{}, to{}, start_date{}, end_date{};
    std::optional<std::string> campaign_id{}, platform{}, source{};
    std::vector<Dimension> group_by{};
    std::vector<std::string> order{};
    std::optional<std::int64_t> limit{};

    static constexpr auto fields() {
        using Q = RoiQuery;
        constexpr Bounds text{.min = 1, .max = 256};
        return std::tuple{
            defaulted("from", &Q::from, "First day, inclusive. Without it: from the beginning."),
            defaulted("to", &Q::to, "Last day, inclusive. Without it: to the end."),
            defaulted("start_date", &Q::start_date, "Older name of from."),
            defaulted("end_date", &Q::end_date, "Older name of to."),
            defaulted("campaign_id", &Q::campaign_id, "Only campaigns of this id.", text),
            defaulted("platform", &Q::platform, "Only this ad platform, in any of its spellings.", text),
            defaulted("source", &Q::source, "Only this source.", text),
            defaulted("group_by", &Q::group_by, "One row per group instead of one flat object.",
                      {.count_max = dimension_count}),
            defaulted("order", &Q::order,
                      "Metrics to order the groups by, e.g. -roas for highest first. Without it: by key.",
                      {.min = 1, .max = 64, .count_max = metric_count}),
            defaulted("limit", &Q::limit, "Most groups returned.",
                      {.min = 1, .max = static_cast<std::int64_t>(groups_max)}),
        };
    }
};

// The flat object of the older system, and the whole catalogue beside it.
struct RoiTotals : MetricFields {
    static constexpr std::string_view schema_name = "RoiTotals";
    std::optional<ExactNumber> total_cost{}, total_revenue{}, total_clicks{}, total_impressions{},
        total_conversions{};
    std::optional<std::string> campaign_id{}, platform{};
    AnswerMeta meta{};

    static constexpr auto fields() {
        using R = RoiTotals;
        return std::tuple_cat(
            std::tuple{
                nullable("campaign_id", &R::campaign_id, "The campaign asked for."),
                nullable("platform", &R::platform, "The platform asked for, in its normal spelling."),
                nullable("total_cost", &R::total_cost, "Older name of cost."),
                nullable("total_revenue", &R::total_revenue, "Older name of revenue."),
                nullable("total_clicks", &R::total_clicks, "Older name of clicks."),
                nullable("total_impressions", &R::total_impressions, "Older name of impressions."),
                nullable("total_conversions", &R::total_conversions, "Older name of conversions."),
            },
            MetricFields::fields(), std::tuple{required("meta", &R::meta, "What qualifies the numbers.")});
    }
};

// A group: the key columns that its grouping has (null where the rows have none), then the catalogue.
struct RoiGroup : MetricFields {
    static constexpr std::string_view schema_name = "RoiGroup";
    using KeyText = std::optional<std::optional<std::string>>;
    KeyText date{}, source{}, platform{}, account_id{}, account_name{}, campaign_id{}, campaign_name{},
        ad_group_id{}, ad_group_name{}, ad_id{}, ad_name{}, country{}, device{}, currency{};

    static constexpr auto key_fields() {
        using R = RoiGroup;
        return std::tuple{
            omittable("date", &R::date, "Day, as the platform reports it."),
            omittable("source", &R::source, "Source."),
            omittable("platform", &R::platform, "Ad platform."),
            omittable("account_id", &R::account_id, "Account."),
            omittable("account_name", &R::account_name, "Its name as it is now."),
            omittable("campaign_id", &R::campaign_id, "Campaign."),
            omittable("campaign_name", &R::campaign_name, "Its name as it is now."),
            omittable("ad_group_id", &R::ad_group_id, "Ad group."),
            omittable("ad_group_name", &R::ad_group_name, "Its name as it is now."),
            omittable("ad_id", &R::ad_id, "Ad."),
            omittable("ad_name", &R::ad_name, "Its name as it is now."),
            omittable("country", &R::country, "Country."),
            omittable("device", &R::device, "Device."),
            omittable("currency", &R::currency, "Currency of the rows."),
        };
    }
    static constexpr auto fields() { return std::tuple_cat(key_fields(), MetricFields::fields()); }
};

struct RoiGroups {
    static constexpr std::string_view schema_name = "RoiGroups";
    std::vector<RoiGroup> data{};
    AnswerMeta meta{};
    static constexpr auto fields() {
        return std::tuple{required("data", &RoiGroups::data, "One row per group."),
                          required("meta", &RoiGroups::meta, "What qualifies the numbers.")};
    }
};

using RoiReply = std::variant<RoiTotals, RoiGroups>;

// from and start_date are two names of one thing: only one of them may be given.
std::optional<Day> either(const std::optional<Day>& name, const std::optional<Day>& older_name,
                          std::string_view older, std::string_view newer, std::vector<Fault>& faults) {
    if (name && older_name)
        faults.push_back({"#/query/" + std::string(older),
                          "is an older name of " + std::string(newer) + ": give only one of them"});
    return name ? name : older_name;
}

Result<MetricQuery> query_of(const RoiQuery& asked) {
    MetricQuery query;
    std::vector<Fault> faults;
    query.metrics = all_metrics();
    query.dimensions = asked.group_by;
    query.range.from = either(asked.from, asked.start_date, "start_date", "from", faults);
    query.range.to = either(asked.to, asked.end_date, "end_date", "to", faults);
    query.limit = static_cast<std::size_t>(asked.limit.value_or(0));
    if (asked.campaign_id) query.filters.push_back({KeyColumn::campaign_id, {*asked.campaign_id}});
    if (asked.platform) query.filters.push_back({KeyColumn::platform, {normalise_platform(*asked.platform)}});
    if (asked.source) query.filters.push_back({KeyColumn::source, {*asked.source}});
    for (const std::string& text : asked.order) {
        const bool descending = text.front() == '-';
        const auto metric = metric_named(std::string_view(text).substr(descending ? 1 : 0));
        if (metric) {
            query.order.push_back({*metric, descending});
        } else {
            faults.push_back({"#/query/order", "'" + text + "' is no metric of the catalogue"});
        }
    }
    if (!faults.empty()) return invalid_argument("The query contradicts itself.", std::move(faults));
    return query;
}

RoiTotals totals_of(const RoiQuery& asked, const QueryAnswer& answer) {
    RoiTotals totals;
    fill(totals, answer.rows.front().values);
    totals.total_cost = totals.cost;
    totals.total_revenue = totals.revenue;
    totals.total_clicks = totals.clicks;
    totals.total_impressions = totals.impressions;
    totals.total_conversions = totals.conversions;
    totals.campaign_id = asked.campaign_id;
    if (asked.platform) totals.platform = normalise_platform(*asked.platform);
    totals.meta = meta_of(answer);
    return totals;
}

RoiGroups groups_of(const QueryAnswer& answer) {
    RoiGroups groups;
    groups.meta = meta_of(answer);
    for (const AnswerRow& row : answer.rows) {
        RoiGroup group;
        std::apply(
            [&](const auto&... field) {
                const auto set = [&](const auto& key) {
                    const auto at = std::find(answer.key_names.begin(), answer.key_names.end(), key.name);
                    if (at != answer.key_names.end())
                        group.*key.member = row.key[static_cast<std::size_t>(at - answer.key_names.begin())];
                };
                (set(field), ...);
            },
            RoiGroup::key_fields());
        fill(group, row.values);
        groups.data.push_back(std::move(group));
    }
    return groups;
}

}  // namespace

void add_analytics_roi(Router& router, AnalyticsStore* store) {
    EndpointDoc doc{
        .operation_id = "getRoi",
        .summary = "Metrics over a range, flat or by group",
        .description =
            "Every metric of the catalogue from exact sums. Without group_by one flat object; with it one "
            "row "
            "per group in `data`. Without a range: all data. A metric is null, never 0, where it is empty.",
        .tag = "Analytics",
        .permission = Permission::analytics_read,
        .errors = {ErrorCode::deadline_exceeded}};
    router.get<RoiQuery, RoiReply>("/api/v1/analytics/roi", std::move(doc), Place::pool,
                                   [store](const Call& call, const RoiQuery& asked) -> Result<RoiReply> {
                                       const auto query = query_of(asked);
                                       if (!query) return query.error();
                                       const auto answer =
                                           answer_query(*query, call.scope, *store, call.stop);
                                       if (!answer) return answer.error();
                                       if (query->dimensions.empty())
                                           return RoiReply{totals_of(asked, *answer)};
                                       return RoiReply{groups_of(*answer)};
                                   });
}

}  // namespace insightflow::http
