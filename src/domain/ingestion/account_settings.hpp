// What holds for the rows of one account of a source, where they do not say it themselves.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace insightflow {

struct AccountSettings {
    std::optional<std::string> currency{};   // ISO 4217; for rows that name none
    std::optional<std::string> time_zone{};  // IANA name of the clock of its hours and timestamps
    friend bool operator==(const AccountSettings&, const AccountSettings&) = default;
};

// By the account's id, as its rows give it: without blanks around it and without control characters.
using SettingsOfAccounts = std::map<std::string, AccountSettings>;

// As text, a line "CURRENCY ZONE ACCOUNT" each, '-' for what is not set; and back. nullopt for other texts.
std::string text_of(const SettingsOfAccounts& accounts);
std::optional<SettingsOfAccounts> settings_of_accounts(std::string_view text);

}  // namespace insightflow
