#include "http/api/entities.hpp"

#include "http/api/entity_fields.hpp"
#include "http/core/write_query.hpp"

namespace insightflow::http {
namespace {

struct Listing {
    EntityKind kind;
    std::string path;
    EndpointDoc doc;
};

EndpointDoc doc_of(std::string operation_id, std::string things, std::string one) {
    return {
        .operation_id = std::move(operation_id),
        .summary = things + " with data",
        .description = "One row per " + one +
                       ", with its first and last day and its sums over the range. The pages of a listing "
                       "are all as of the commit of its first page.",
        .tag = "Analytics",
        .permission = Permission::analytics_read,
        .errors = errors_of_analytics(),
        .reply_headers = {{"Link", "The next page, where there is one: <...>; rel=\"next\"."}}};
}

EntityQuestion question_of(EntityKind kind, const auto& asked, std::optional<std::int64_t> as_of) {
    return {kind,
            asked.filters(),
            asked.name,
            {asked.from, asked.to},
            order_of(asked.sort),
            static_cast<std::size_t>(asked.limit),
            asked.cursor,
            as_of,
            asked.as_of.value_or("")};
}

template <class Query, class Row>
void add_listing(Router& router, const ListingServices& services, Listing listing,
                 Row (*row_of)(const EntityRow&, const std::vector<std::string>&)) {
    using Reply = ListingReply<Row>;
    router.get<Query, Reply>(
        std::move(listing.path), std::move(listing.doc), Place::pool,
        [services, row_of, kind = listing.kind](const Call& call,
                                                const Query& asked) -> Result<Answer<Reply>> {
            const ListingPorts ports{*services.entities, *services.analytics, services.keyed_hash};
            const auto commit = commit_of(asked.as_of, call, services.as_of);
            if (!commit) return commit.error();
            const auto list = list_entities(question_of(kind, asked, *commit), call.scope, ports, call.stop);
            if (!list) return list.error();
            Answer<Reply> answer;
            for (const EntityRow& row : list->rows) answer.body.data.push_back(row_of(row, list->key_names));
            answer.body.next = list->next;
            answer.body.meta = {list->as_of, list->warnings};
            if (!list->next) return answer;
            Query next = asked;
            next.cursor = list->next;
            answer.headers.emplace_back("Link", "<" + query_text(next) + ">; rel=\"next\"");
            return answer;
        });
}

}  // namespace

void add_entities(Router& router, ListingServices services) {
    add_listing<CampaignsQuery, EntityFields>(
        router, services,
        {EntityKind::campaign, "/api/v1/campaigns",
         doc_of("listCampaigns", "Campaigns", "campaign: platform, account and id")},
        &entity_of);
    add_listing<CampaignsQuery, EntityFields>(
        router, services,
        {EntityKind::ad_group, "/api/v1/ad-groups",
         doc_of("listAdGroups", "Ad groups", "ad group: its campaign and id")},
        &entity_of);
    add_listing<AdsQuery, EntityFields>(
        router, services,
        {EntityKind::ad, "/api/v1/ads", doc_of("listAds", "Ads", "ad: its ad group and id")}, &entity_of);
    add_listing<ListingQuery, SourceFields>(
        router, services,
        {EntityKind::source, "/api/v1/sources",
         doc_of("listSources", "Sources", "source, with the shape of its rows and its last batch")},
        &source_of);
}

}  // namespace insightflow::http
