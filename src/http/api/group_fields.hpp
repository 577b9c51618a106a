// The key columns of grouped replies.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "http/core/field.hpp"

namespace insightflow::http {

// Each column is there where the grouping has it, and null where the rows have none.
struct KeyFields {
    using KeyText = std::optional<std::optional<std::string>>;
    KeyText date{}, source{}, platform{}, account_id{}, account_name{}, campaign_id{}, campaign_name{},
        ad_group_id{}, ad_group_name{}, ad_id{}, ad_name{}, country{}, device{}, currency{};

    static constexpr auto fields() {
        using K = KeyFields;
        return std::tuple{
            omittable("date", &K::date, "Day, as the platform reports it; of a longer bucket the first."),
            omittable("source", &K::source, "Source."),
            omittable("platform", &K::platform, "Ad platform."),
            omittable("account_id", &K::account_id, "Account."),
            omittable("account_name", &K::account_name, "Its name as it is now."),
            omittable("campaign_id", &K::campaign_id, "Campaign."),
            omittable("campaign_name", &K::campaign_name, "Its name as it is now."),
            omittable("ad_group_id", &K::ad_group_id, "Ad group."),
            omittable("ad_group_name", &K::ad_group_name, "Its name as it is now."),
            omittable("ad_id", &K::ad_id, "Ad."),
            omittable("ad_name", &K::ad_name, "Its name as it is now."),
            omittable("country", &K::country, "Country."),
            omittable("device", &K::device, "Device."),
            omittable("currency", &K::currency, "Currency of the rows."),
        };
    }
};

// names: the columns of key, in its order.
inline void fill_key(KeyFields& fields, const std::vector<std::string>& names,
                     const std::vector<std::optional<std::string>>& key) {
    for_each_field<KeyFields>([&](const auto& field) {
        const auto at = std::find(names.begin(), names.end(), field.name);
        if (at != names.end()) fields.*field.member = key[static_cast<std::size_t>(at - names.begin())];
    });
}

}  // namespace insightflow::http
