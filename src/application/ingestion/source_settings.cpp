#include "application/ingestion/source_settings.hpp"

#include <algorithm>

#include "domain/ingestion/currencies.hpp"
#include "domain/ingestion/local_clock.hpp"
#include "domain/money/exact.hpp"
#include "domain/text/pointer.hpp"
#include "domain/text/printable.hpp"
#include "domain/text/spelling.hpp"
#include "domain/text/utf8.hpp"

namespace insightflow {
namespace {

void check_currency(std::optional<std::string>& currency, const std::string& place,
                    std::vector<Fault>& faults) {
    if (!currency) return;
    *currency = upper_ascii(*currency);
    if (!is_currency(*currency))
        faults.push_back({place + "/currency",
                          "must be a currency of ISO 4217, such as USD; got " + in_quotes(*currency)});
}

void check_zone(const std::optional<std::string>& zone, const std::string& place,
                std::vector<Fault>& faults) {
    if (!zone || is_time_zone(*zone)) return;
    faults.push_back(
        {place + "/time_zone",
         "must be a time zone of the IANA database, such as Europe/Berlin; got " + in_quotes(*zone)});
}

void check_accounts(SettingsOfAccounts& accounts, std::vector<Fault>& faults) {
    if (accounts.size() > accounts_of_a_source_max)
        faults.push_back(
            {"#/body/accounts", "must not be more than " + std::to_string(accounts_of_a_source_max)});
    for (auto& [account, settings] : accounts) {
        const std::string place = pointer_to("#/body/accounts", account);
        if (account.empty() || account.size() > id_bytes_max || !is_utf8(account) || holds_control(account) ||
            trimmed(account) != account)
            faults.push_back({place, "must be an account's id as its rows have it: 1 to " +
                                         std::to_string(id_bytes_max) +
                                         " bytes of text, without blanks around it"});
        check_currency(settings.currency, place, faults);
        check_zone(settings.time_zone, place, faults);
    }
}

Result<void> check_source(const std::string& source) {
    if (is_source_name(source)) return {};
    return invalid_argument(
        "That is no source's name.",
        {{"#/path/source",
          "must be 1 to 64 letters, digits, dots, underscores and hyphens, the first a letter or "
          "a digit"}});
}

std::string words_of(const SourceSettings& settings) {
    std::string words = "platform " + settings.platform.value_or("-") + ", currency " +
                        settings.currency.value_or("-") + ", time zone " + settings.time_zone.value_or("-");
    words += ", value per conversion ";
    words += settings.value_per_conversion_micros ? from_micros(*settings.value_per_conversion_micros).text()
                                                  : "-";
    words += ", " + std::to_string(settings.accounts.size()) + " accounts";
    if (settings.profile) words += ", profile " + *settings.profile;
    for (const Promotion& promotion : settings.promotions)
        words.append(", ").append(name_of(promotion.as)).append(" ").append(text_of(promotion));
    return words;
}

Result<void> check_profile(const std::string& name, WorkspaceId workspace, const ProfileNamed& profile_named,
                           std::vector<Fault>& faults) {
    const auto known = profile_named(workspace, name);
    if (known) return {};
    if (known.error().code != ErrorCode::invalid_argument) return known.error();
    for (const Fault& fault : known.error().faults) faults.push_back({"#/body/profile", fault.detail});
    return {};
}

}  // namespace

Result<SourceSettings> put_source_settings(const AuthorisedScope& scope, const SourceSettings& wanted,
                                           const Origin& origin, Timestamp now,
                                           const SourceSettingPorts& ports) {
    if (const auto checked = check_source(wanted.source); !checked) return checked.error();
    SourceSettings settings = wanted;
    std::vector<Fault> faults;
    if (settings.platform) {
        settings.platform = option_platform(*wanted.platform);
        if (settings.platform->empty())
            faults.push_back(
                {"#/body/platform", "must be 1 to 64 printable ASCII characters, such as google_ads"});
    }
    check_currency(settings.currency, "#/body", faults);
    check_zone(settings.time_zone, "#/body", faults);
    if (settings.value_per_conversion_micros.value_or(0) < 0)
        faults.push_back({"#/body/value_per_conversion", "must not be negative"});
    check_accounts(settings.accounts, faults);
    if (settings.profile)
        if (const auto asked = check_profile(*settings.profile, scope.workspace, ports.profile_named, faults);
            !asked)
            return asked.error();
    for (PromotionFault& fault : faults_of(settings.promotions))
        faults.push_back(
            {"#/body/promotions/" + std::to_string(fault.place) + "/" + std::string(fault.place_in_it()),
             std::move(fault.detail)});
    if (!faults.empty()) return invalid_argument("The source cannot be set so.", std::move(faults));
    settings.changed_at = now;
    const auto event =
        audit_event(scope, origin, now, "source.set", "source:" + settings.source, words_of(settings));
    if (const auto stored = ports.store->put(scope.workspace, settings, event); !stored)
        return stored.error();
    return settings;
}

Result<SourceSettings> get_source_settings(const AuthorisedScope& scope, const std::string& source,
                                           SourceSettingStore& store) {
    if (const auto checked = check_source(source); !checked) return checked.error();
    return store.find(scope.workspace, source);
}

Result<SourceState> get_source(const AuthorisedScope& scope, const std::string& source,
                               const SourceSettingPorts& ports) {
    auto settings = get_source_settings(scope, source, *ports.store);
    if (!settings) return settings.error();
    SourceState state{std::move(*settings), {}, {}};
    if (ports.facts == nullptr) return state;
    auto shape = ports.facts->shape_of(scope.workspace, source);
    if (!shape) return shape.error();
    state.shape = std::move(*shape);
    auto measures = ports.facts->own_measures_of(scope.workspace, source);
    if (!measures) return measures.error();
    state.own_measures = std::move(*measures);
    return state;
}

Result<SourceSettingsPage> list_source_settings(const AuthorisedScope& scope, const std::string& after,
                                                std::size_t limit, SourceSettingStore& store) {
    auto found = store.list(scope.workspace, after, limit + 1);
    if (!found) return found.error();
    SourceSettingsPage page{std::move(*found), {}};
    if (page.sources.size() > limit) {
        page.sources.resize(limit);
        page.next = page.sources.back().source;
    }
    return page;
}

RequestedOptions with_settings(RequestedOptions requested, const SourceSettings& settings) {
    for (const auto& [account, set] : settings.accounts) {
        AccountSettings& kept = requested.accounts[account];
        if (!requested.currency) kept.currency = set.currency;
        if (!requested.time_zone) kept.time_zone = set.time_zone;
        if (kept == AccountSettings{}) requested.accounts.erase(account);
    }
    if (!requested.platform) requested.platform = settings.platform;
    if (!requested.currency) requested.currency = settings.currency;
    if (!requested.time_zone) requested.time_zone = settings.time_zone;
    if (!requested.value_per_conversion_micros)
        requested.value_per_conversion_micros = settings.value_per_conversion_micros;
    if (!requested.profile) requested.profile = settings.profile;
    requested.promotions = settings.promotions;
    return requested;
}

}  // namespace insightflow
