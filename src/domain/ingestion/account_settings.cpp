#include "domain/ingestion/account_settings.hpp"

#include <algorithm>

namespace insightflow {
namespace {

constexpr std::string_view not_set = "-";

std::optional<std::string> setting(std::string_view word) {
    return word == not_set ? std::nullopt : std::optional(std::string(word));
}

}  // namespace

std::string text_of(const SettingsOfAccounts& accounts) {
    std::string text;
    for (const auto& [account, settings] : accounts) {
        text.append(text.empty() ? "" : "\n").append(settings.currency.value_or(std::string(not_set)));
        text.append(" ")
            .append(settings.time_zone.value_or(std::string(not_set)))
            .append(" ")
            .append(account);
    }
    return text;
}

std::optional<SettingsOfAccounts> settings_of_accounts(std::string_view text) {
    SettingsOfAccounts accounts;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        const std::size_t zone = line.find(' ');
        const std::size_t account = zone == std::string_view::npos ? zone : line.find(' ', zone + 1);
        if (account == std::string_view::npos || account + 1 == line.size()) return std::nullopt;
        accounts[std::string(line.substr(account + 1))] = {
            setting(line.substr(0, zone)), setting(line.substr(zone + 1, account - zone - 1))};
    }
    return accounts;
}

}  // namespace insightflow
