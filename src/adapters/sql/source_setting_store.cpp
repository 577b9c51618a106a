#include "adapters/sql/source_setting_store.hpp"

#include <stdexcept>

#include "adapters/sql/values.hpp"

namespace insightflow::sql {
namespace {

struct SettingRow {
    std::string source{};
    Nullable<std::string> platform{}, currency{}, time_zone{}, accounts{}, profile{}, promotions{};
    Nullable<Integer> value_per_conversion{};
    Integer changed_at = 0;
    void define(soci::statement& statement) {
        into(statement, source, platform, currency, time_zone, value_per_conversion, accounts, profile,
             promotions, changed_at);
    }
    SourceSettings value() const {
        SourceSettings settings;
        settings.source = source;
        if (platform.present()) settings.platform = platform.value;
        if (currency.present()) settings.currency = currency.value;
        if (time_zone.present()) settings.time_zone = time_zone.value;
        if (value_per_conversion.present()) settings.value_per_conversion_micros = value_per_conversion.value;
        if (accounts.present()) {
            auto known = settings_of_accounts(accounts.value);
            if (!known) throw std::runtime_error("the settings of a source hold unknown ones of accounts");
            settings.accounts = std::move(*known);
        }
        if (profile.present()) settings.profile = profile.value;
        if (promotions.present()) {
            auto known = promotions_in(promotions.value);
            if (!known) throw std::runtime_error("the settings of a source hold unknown promotions");
            settings.promotions = std::move(*known);
        }
        settings.changed_at = timestamp(changed_at);
        return settings;
    }
};

const std::string select_settings =
    "SELECT source, platform, currency, time_zone, value_per_conversion_micros, account_settings, "
    "profile, promotions, changed_at_us FROM source_setting WHERE workspace_id = :workspace ";

}  // namespace

Result<std::vector<SourceSettings>> SqlSourceSettingStore::list(WorkspaceId workspace,
                                                                const std::string& after, std::size_t limit) {
    return connections_.read([&](soci::session& session) -> Result<std::vector<SourceSettings>> {
        const Integer tenant = workspace.value;
        const auto rows = static_cast<Integer>(limit);
        return select<SettingRow>(session,
                                  select_settings + "AND source > :after ORDER BY source LIMIT :rows", tenant,
                                  after, rows);
    });
}

Result<SourceSettings> SqlSourceSettingStore::find(WorkspaceId workspace, const std::string& source) {
    return connections_.read([&](soci::session& session) -> Result<SourceSettings> {
        const Integer tenant = workspace.value;
        auto found =
            select_one<SettingRow>(session, select_settings + "AND source = :source", tenant, source);
        if (found) return std::move(*found);
        SourceSettings none;
        none.source = source;
        return none;
    });
}

Result<void> SqlSourceSettingStore::put(WorkspaceId workspace, const SourceSettings& settings,
                                        const AuditEvent& event) {
    return connections_.write([&](soci::session& session) -> Result<void> {
        const Integer tenant = workspace.value;
        Nullable<std::string> platform(settings.platform);
        Nullable<std::string> currency(settings.currency);
        Nullable<std::string> time_zone(settings.time_zone);
        Nullable<Integer> value_per_conversion(settings.value_per_conversion_micros);
        const std::string text = text_of(settings.accounts);
        Nullable<std::string> accounts(text.empty() ? std::nullopt : std::optional(text));
        Nullable<std::string> profile(settings.profile);
        const std::string promoted = lines_of(settings.promotions);
        Nullable<std::string> promotions(promoted.empty() ? std::nullopt : std::optional(promoted));
        const Integer changed_at = microseconds(event.at);
        change(session, "DELETE FROM source_setting WHERE workspace_id = :workspace AND source = :source",
               tenant, settings.source);
        session
            << "INSERT INTO source_setting (workspace_id, source, platform, currency, time_zone, "
               "value_per_conversion_micros, account_settings, profile, promotions, changed_at_us) VALUES "
               "(:workspace, :source, :platform, :currency, :zone, :value, :accounts, :profile, :promotions, "
               ":changed_at)",
            soci::use(tenant), soci::use(settings.source), soci::use(platform.value, platform.indicator),
            soci::use(currency.value, currency.indicator), soci::use(time_zone.value, time_zone.indicator),
            soci::use(value_per_conversion.value, value_per_conversion.indicator),
            soci::use(accounts.value, accounts.indicator), soci::use(profile.value, profile.indicator),
            soci::use(promotions.value, promotions.indicator), soci::use(changed_at);
        connections_.record(session, event);
        return {};
    });
}

}  // namespace insightflow::sql
