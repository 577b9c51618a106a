#include "domain/query/listing.hpp"

namespace insightflow {

void choose_columns(ListingPlan& plan, EntityKind kind) {
    using enum KeyColumn;
    using enum NameColumn;
    plan.kind = kind;
    switch (kind) {
        case EntityKind::source:
            plan.facts.keys = {source};
            plan.facts.names = {};
            return;
        case EntityKind::campaign:
            plan.facts.keys = {platform, account_id, campaign_id};
            plan.facts.names = {account_name, campaign_name};
            return;
        case EntityKind::ad_group:
            plan.facts.keys = {platform, account_id, campaign_id, ad_group_id};
            plan.facts.names = {account_name, campaign_name, ad_group_name};
            return;
        case EntityKind::ad: break;
    }
    plan.facts.keys = {platform, account_id, campaign_id, ad_group_id, ad_id};
    plan.facts.names = {account_name, campaign_name, ad_group_name, ad_name};
}

}  // namespace insightflow
