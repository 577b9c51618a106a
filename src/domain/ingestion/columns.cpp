#include "domain/ingestion/columns.hpp"

#include <algorithm>

#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

struct Alias {
    std::string_view heading;
    Field field;
};

// Normalised headings. A bare "campaign" or "account" is a name: platforms export ids under headings that say
// so.
constexpr Alias aliases[] = {
    {"date", Field::date},
    {"day", Field::date},
    {"report_date", Field::date},
    {"reporting_date", Field::date},
    {"timestamp", Field::timestamp},
    {"hour", Field::hour},

    {"platform", Field::platform},
    {"channel", Field::platform},
    {"ad_platform", Field::platform},

    {"account_id", Field::account_id},
    {"account", Field::account_name},
    {"account_name", Field::account_name},
    {"campaign_id", Field::campaign_id},
    {"campaign", Field::campaign_name},
    {"campaign_name", Field::campaign_name},
    {"ad_group_id", Field::ad_group_id},
    {"adgroup_id", Field::ad_group_id},
    {"ad_set_id", Field::ad_group_id},
    {"adset_id", Field::ad_group_id},
    {"ad_group", Field::ad_group_name},
    {"ad_group_name", Field::ad_group_name},
    {"adgroup", Field::ad_group_name},
    {"adgroup_name", Field::ad_group_name},
    {"ad_set", Field::ad_group_name},
    {"ad_set_name", Field::ad_group_name},
    {"adset", Field::ad_group_name},
    {"adset_name", Field::ad_group_name},
    {"ad_id", Field::ad_id},
    {"ad", Field::ad_name},
    {"ad_name", Field::ad_name},

    {"country", Field::country},
    {"country_code", Field::country},
    {"device", Field::device},
    {"device_type", Field::device},
    {"currency", Field::currency},
    {"currency_code", Field::currency},
    {"account_currency", Field::currency},

    {"impressions", Field::impressions},
    {"impr", Field::impressions},
    {"clicks", Field::clicks},
    {"cost", Field::cost},
    {"spend", Field::cost},
    {"amount_spent", Field::cost},
    {"ad_spend", Field::cost},
    {"total_cost", Field::cost},
    {"revenue", Field::revenue},
    {"conversion_value", Field::revenue},
    {"conversions_value", Field::revenue},
    {"conv_value", Field::revenue},
    {"total_revenue", Field::revenue},
    {"conversions", Field::conversions},
    {"conv", Field::conversions},
    {"new_customers", Field::new_customers},
};

}  // namespace

std::string normalise_heading(std::string_view heading) { return folded_spelling(heading, "-."); }

std::optional<Field> field_of_heading(std::string_view heading) {
    const std::string folded = normalise_heading(heading);
    const auto* alias = std::ranges::find(aliases, folded, &Alias::heading);
    if (alias == std::end(aliases)) return std::nullopt;
    return alias->field;
}

}  // namespace insightflow
