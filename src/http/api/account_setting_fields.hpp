// What is set for an account of a source, in requests and replies.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "domain/ingestion/account_settings.hpp"
#include "http/core/field.hpp"

namespace insightflow::http {

struct AccountSettingFields {
    static constexpr std::string_view schema_name = "AccountSettings";
    std::optional<std::string> currency{}, time_zone{};
    static constexpr auto fields() {
        using A = AccountSettingFields;
        return std::tuple{
            defaulted("currency", &A::currency, "ISO 4217. Of its rows that name none."),
            defaulted("time_zone", &A::time_zone, "IANA zone of its hours and timestamps."),
        };
    }
};

using AccountSettingList = std::vector<std::pair<std::string, AccountSettingFields>>;

inline AccountSettingList fields_of(const SettingsOfAccounts& accounts) {
    AccountSettingList fields;
    for (const auto& [account, settings] : accounts)
        fields.emplace_back(account, AccountSettingFields{settings.currency, settings.time_zone});
    return fields;
}

}  // namespace insightflow::http
