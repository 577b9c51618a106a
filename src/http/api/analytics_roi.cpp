#include "http/api/analytics_roi.hpp"

#include <variant>

#include "application/analytics/answer_query.hpp"
#include "domain/ingestion/platforms.hpp"
#include "http/api/group_fields.hpp"
#include "http/api/metric_fields.hpp"
#include "http/api/rows_query.hpp"

namespace insightflow::http {
namespace {

struct RoiQuery : RowsQuery {
    std::vector<std::string> order{};
    std::optional<std::int64_t> limit{};

    static constexpr auto fields() {
        using Q = RoiQuery;
        return std::tuple_cat(
            fields_with("First day, inclusive. Without it: from the beginning.",
                        "Last day, inclusive. Without it: to the end.",
                        "One row per group instead of one flat object."),
            std::tuple{
                defaulted("order", &Q::order,
                          "Metrics to order the groups by, e.g. -roas for highest first. Without it: by key.",
                          {.min = 1, .max = 64, .count_max = metric_count}),
                defaulted("limit", &Q::limit, "Most groups returned.",
                          {.min = 1, .max = static_cast<std::int64_t>(groups_max)}),
            });
    }
};

// The flat object of the older system, and the whole catalogue beside it.
struct RoiTotals : OlderTotalsOf<std::optional<ExactNumber>> {
    static constexpr std::string_view schema_name = "RoiTotals";
    std::optional<std::string> campaign_id{}, platform{};
    AnswerMeta meta{};

    static constexpr auto fields() {
        using R = RoiTotals;
        return std::tuple_cat(
            std::tuple{
                nullable("campaign_id", &R::campaign_id, "The campaign asked for."),
                nullable("platform", &R::platform, "The platform asked for, in its normal spelling."),
            },
            OlderTotalsOf::fields(), std::tuple{required("meta", &R::meta, "What qualifies the numbers.")});
    }
};

struct RoiGroup : KeyFields, MetricFields {
    static constexpr std::string_view schema_name = "RoiGroup";
    static constexpr auto fields() { return std::tuple_cat(KeyFields::fields(), MetricFields::fields()); }
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

Result<MetricQuery> query_of(const RoiQuery& asked) {
    MetricQuery query;
    std::vector<Fault> faults;
    query.metrics = all_metrics();
    query.dimensions = asked.group_by;
    query.filters = filters_of(asked);
    query.range = range_of(asked, faults);
    query.limit = static_cast<std::size_t>(asked.limit.value_or(0));
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
    totals.copy_totals();
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
        fill_key(group, answer.key_names, row.key);
        fill(group, row.values);
        groups.data.push_back(std::move(group));
    }
    return groups;
}

}  // namespace

void add_analytics_roi(Router& router, AnalyticsPorts ports, AsOf as_of) {
    EndpointDoc doc{
        .operation_id = "getRoi",
        .summary = "Metrics over a range, flat or by group",
        .description =
            "Every metric of the catalogue from exact sums. Without group_by one flat object; with it one "
            "row "
            "per group in `data`. Without a range: all data. A metric is null, never 0, where it is empty.",
        .tag = "Analytics",
        .permission = Permission::analytics_read,
        .errors = errors_of_analytics()};
    router.get<RoiQuery, RoiReply>("/api/v1/analytics/roi", std::move(doc), Place::pool,
                                   [ports = std::move(ports), as_of = std::move(as_of)](
                                       const Call& call, const RoiQuery& asked) -> Result<RoiReply> {
                                       auto query = query_of(asked);
                                       if (!query) return query.error();
                                       const auto commit = commit_of(asked.as_of, call, as_of);
                                       if (!commit) return commit.error();
                                       query->as_of = *commit;
                                       const auto answer = answer_query(*query, call.scope, ports, call.stop);
                                       if (!answer) return answer.error();
                                       if (query->dimensions.empty())
                                           return RoiReply{totals_of(asked, *answer)};
                                       return RoiReply{groups_of(*answer)};
                                   });
}

}  // namespace insightflow::http
