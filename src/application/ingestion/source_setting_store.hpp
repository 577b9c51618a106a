// Port: what is set for the sources of a workspace.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "application/accounts/audit.hpp"
#include "domain/ingestion/account_settings.hpp"
#include "domain/ingestion/promotions.hpp"

namespace insightflow {

// What batches of a source take where they do not say it themselves. platform is normalised.
struct SourceSettings {
    std::string source{};
    std::optional<std::string> platform{};
    std::optional<std::string> currency{};   // ISO 4217
    std::optional<std::string> time_zone{};  // IANA
    std::optional<std::int64_t> value_per_conversion_micros{};
    SettingsOfAccounts accounts{};
    std::optional<std::string> profile{};   // its name; of batches that name none
    std::vector<Promotion> promotions{};    // columns that are dimensions or measures of its own
    std::optional<Timestamp> changed_at{};  // none: nothing was ever set
    friend bool operator==(const SourceSettings&, const SourceSettings&) = default;
};

// Any thread calls it.
class SourceSettingStore {
public:
    virtual ~SourceSettingStore() = default;
    // By the source's name, after the given one, at most limit.
    virtual Result<std::vector<SourceSettings>> list(WorkspaceId workspace, const std::string& after,
                                                     std::size_t limit) = 0;
    // Of a source of which nothing is set they hold its name alone.
    virtual Result<SourceSettings> find(WorkspaceId workspace, const std::string& source) = 0;
    // In place of all that was set of the source.
    virtual Result<void> put(WorkspaceId workspace, const SourceSettings& settings,
                             const AuditEvent& event) = 0;
};

}  // namespace insightflow
