#include "http/api/campaign_insights.hpp"

#include "application/analytics/campaign_insights.hpp"
#include "domain/ingestion/platforms.hpp"
#include "http/api/metric_fields.hpp"
#include "http/api/rows_query.hpp"

namespace insightflow::http {
namespace {

struct InsightsQuery {
    std::string id{};
    std::optional<Day> from{}, to{};
    std::optional<std::string> platform{}, source{}, as_of{};

    static constexpr auto fields() {
        using Q = InsightsQuery;
        return std::tuple{
            required("id", &Q::id, "Campaign id, as the platform gives it.", {.min = 1, .max = 256}),
            defaulted("from", &Q::from, "First day, inclusive. Without it: from the beginning."),
            defaulted("to", &Q::to, "Last day, inclusive. Without it: to the end."),
            defaulted("platform", &Q::platform, "Only this ad platform, in any of its spellings.",
                      {.min = 1, .max = 256}),
            defaulted("source", &Q::source, "Only rows of this source.", {.min = 1, .max = 256}),
            defaulted("as_of", &Q::as_of, as_of_doc, as_of_bounds),
        };
    }
};

struct CampaignName {
    static constexpr std::string_view schema_name = "CampaignName";
    std::optional<std::string> platform{}, account_id{}, campaign_id{}, campaign_name{};
    static constexpr auto fields() {
        using C = CampaignName;
        return std::tuple{nullable("platform", &C::platform, "Ad platform."),
                          nullable("account_id", &C::account_id, "Account."),
                          nullable("campaign_id", &C::campaign_id, "Campaign id."),
                          nullable("campaign_name", &C::campaign_name, "Its name as it is now.")};
    }
};

struct InsightsData : MetricFields {
    static constexpr std::string_view schema_name = "CampaignInsights";
    std::string campaign_id{};
    std::optional<std::string> platform{};
    std::optional<Day> from{}, to{};
    std::vector<CampaignName> campaigns{};
    AnswerMeta meta{};

    static constexpr auto fields() {
        using D = InsightsData;
        return std::tuple_cat(
            std::tuple{
                required("campaign_id", &D::campaign_id, "The id asked for."),
                nullable("platform", &D::platform,
                         "The platform of the rows; null where they are of several or there are none."),
                nullable("from", &D::from, "First day asked for."),
                nullable("to", &D::to, "Last day asked for."),
            },
            MetricFields::fields(),
            std::tuple{
                required("campaigns", &D::campaigns,
                         "The campaigns of that id in the range, all summed above."),
                required("meta", &D::meta, "What qualifies the numbers."),
            });
    }
};

struct InsightsReply {
    static constexpr std::string_view schema_name = "CampaignInsightsReply";
    InsightsData data{};
    bool cached = false;
    static constexpr auto fields() {
        return std::tuple{
            required("data", &InsightsReply::data, "The figures."),
            required("cached", &InsightsReply::cached, "Whether the figures came from the cache.")};
    }
};

InsightsReply reply_of(const InsightsQuery& asked, const CampaignInsights& insights) {
    InsightsReply reply;
    InsightsData& data = reply.data;
    fill(data, insights.answer.rows.front().values);
    data.campaign_id = asked.id;
    data.from = asked.from;
    data.to = asked.to;
    data.meta = meta_of(insights.answer);
    for (const auto& key : insights.campaigns) data.campaigns.push_back({key[0], key[1], key[2], key[3]});
    const auto other_platform = [&](const CampaignName& campaign) {
        return campaign.platform != data.campaigns.front().platform;
    };
    if (!data.campaigns.empty() && std::none_of(data.campaigns.begin(), data.campaigns.end(), other_platform))
        data.platform = data.campaigns.front().platform;
    return reply;
}

}  // namespace

void add_campaign_insights(Router& router, AnalyticsPorts ports, AsOf as_of) {
    EndpointDoc doc{.operation_id = "getCampaignInsights",
                    .summary = "Figures of one campaign",
                    .description =
                        "Sums all campaigns of that id (an id may exist on several platforms or accounts) "
                        "and lists them.",
                    .tag = "Analytics",
                    .permission = Permission::analytics_read,
                    .errors = errors_of_analytics()};
    router.get<InsightsQuery, InsightsReply>(
        "/campaign/{id}/insights", std::move(doc), Place::pool,
        [ports = std::move(ports), as_of = std::move(as_of)](
            const Call& call, const InsightsQuery& asked) -> Result<InsightsReply> {
            const auto commit = commit_of(asked.as_of, call, as_of);
            if (!commit) return commit.error();
            CampaignQuestion question{asked.id, {}, asked.source, {asked.from, asked.to}, *commit};
            if (asked.platform) question.platform = normalise_platform(*asked.platform);
            const auto insights = campaign_insights(question, call.scope, ports, call.stop);
            if (!insights) return insights.error();
            return reply_of(asked, *insights);
        });
}

}  // namespace insightflow::http
