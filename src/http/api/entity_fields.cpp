#include "http/api/entity_fields.hpp"

#include "domain/ingestion/platforms.hpp"
#include "domain/metrics/catalogue.hpp"

namespace insightflow::http {
namespace {

void add(std::vector<RowFilter>& filters, KeyColumn column, const std::optional<std::string>& value) {
    if (value) filters.push_back({column, {*value}});
}

void fill_sums(SumFields& fields, const EntityRow& row) {
    const auto number = [&row](Metric metric) { return derive(metric, row.group.sums).number(); };
    fields.first_day = row.first_day;
    fields.last_day = row.last_day;
    fields.rows = row.group.sums.rows;
    fields.impressions = number(Metric::impressions);
    fields.clicks = number(Metric::clicks);
    fields.cost = number(Metric::cost);
    fields.conversions = number(Metric::conversions);
    fields.revenue = number(Metric::revenue);
}

std::optional<std::string> currency_of(const PartSums& sums) {
    return sums.mixed_currencies() ? std::nullopt : sums.first_currency;
}

}  // namespace

std::vector<RowFilter> ListingQuery::filters() const {
    std::vector<RowFilter> filters;
    if (platform) filters.push_back({KeyColumn::platform, {normalise_platform(*platform)}});
    return filters;
}

std::vector<RowFilter> CampaignsQuery::filters() const {
    std::vector<RowFilter> filters = ListingQuery::filters();
    add(filters, KeyColumn::source, source);
    add(filters, KeyColumn::account_id, account_id);
    add(filters, KeyColumn::campaign_id, campaign_id);
    return filters;
}

std::vector<RowFilter> AdsQuery::filters() const {
    std::vector<RowFilter> filters = CampaignsQuery::filters();
    add(filters, KeyColumn::ad_group_id, ad_group_id);
    return filters;
}

EntityFields entity_of(const EntityRow& row, const std::vector<std::string>& key_names) {
    EntityFields fields;
    fill_key(fields, key_names, row.group.key);
    fields.currency = currency_of(row.group.sums);
    fill_sums(fields, row);
    return fields;
}

SourceFields source_of(const EntityRow& row, const std::vector<std::string>&) {
    SourceFields fields;
    const SourceTraits& traits = row.source.value();
    fields.name = row.group.key.front().value();
    fields.grain = traits.shape.grain;
    fields.level = traits.shape.level;
    if (traits.shape.by_country) fields.breakdowns.emplace_back("country");
    if (traits.shape.by_device) fields.breakdowns.emplace_back("device");
    if (traits.shape.versions != VersionKind::none)
        fields.versions = traits.shape.versions == VersionKind::integer ? "integers" : "timestamps";
    fields.last_batch_id = traits.last_batch_id;
    fields.last_applied_at = traits.last_applied_at;
    fields.currency = currency_of(row.group.sums);
    fill_sums(fields, row);
    return fields;
}

}  // namespace insightflow::http
