#include "domain/query/planner.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace insightflow {
namespace {

// What a dimension is made of. A campaign is known by (platform, account, id) and shown with its name;
// likewise the others.
struct DimensionColumns {
    std::vector<KeyColumn> keys;
    std::optional<NameColumn> name;
};

DimensionColumns columns_of(Dimension dimension) {
    using enum KeyColumn;
    switch (dimension) {
        case Dimension::date: return {{day}, {}};
        case Dimension::source: return {{source}, {}};
        case Dimension::platform: return {{platform}, {}};
        case Dimension::account: return {{platform, account_id}, NameColumn::account_name};
        case Dimension::campaign: return {{platform, account_id, campaign_id}, NameColumn::campaign_name};
        case Dimension::ad_group:
            return {{platform, account_id, campaign_id, ad_group_id}, NameColumn::ad_group_name};
        case Dimension::ad:
            return {{platform, account_id, campaign_id, ad_group_id, ad_id}, NameColumn::ad_name};
        case Dimension::country: return {{country}, {}};
        case Dimension::device: return {{device}, {}};
        case Dimension::currency: break;
    }
    return {{currency}, {}};
}

template <class T>
void add_once(std::vector<T>& values, T value) {
    if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
}

}  // namespace

FactsPlan plan(const MetricQuery& query, WorkspaceId workspace) {
    FactsPlan out;
    out.workspace = workspace;
    out.days = query.range;
    out.filters = query.filters;
    out.groups_max = groups_max;
    out.grain = query.grain;
    out.as_of = query.as_of;
    for (const Dimension dimension : query.dimensions) {
        const DimensionColumns columns = columns_of(dimension);
        for (const KeyColumn key : columns.keys) add_once(out.keys, key);
        if (columns.name) add_once(out.names, *columns.name);
    }
    return out;
}

Error too_many_groups(const FactsPlan& plan) {
    if (plan.converts_into)
        return invalid_argument("To convert into " + *plan.converts_into +
                                ", money is summed by group, day and " +
                                "currency, and here that is more than " + std::to_string(plan.groups_max) +
                                " sums; narrow the range or the filters, or group by less.");
    return invalid_argument("the answer has more than " + std::to_string(plan.groups_max) +
                            " groups; narrow the range or the filters, or group by less");
}

std::vector<std::string_view> key_names(const FactsPlan& plan) {
    static constexpr std::array<std::string_view, 11> keys{
        "date",  "source",  "platform", "account_id", "campaign_id", "ad_group_id",
        "ad_id", "country", "device",   "currency",   "rate_day"};
    static constexpr std::array<std::string_view, 4> names{"account_name", "campaign_name", "ad_group_name",
                                                           "ad_name"};
    std::vector<std::string_view> out;
    for (const KeyColumn key : plan.keys) out.push_back(keys[static_cast<std::size_t>(key)]);
    for (const NameColumn name : plan.names) out.push_back(names[static_cast<std::size_t>(name)]);
    return out;
}

}  // namespace insightflow
