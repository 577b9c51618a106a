// Use cases: the settings of a source, which its batches take where they do not say it themselves. A batch
// freezes them when it is taken in: what is set later concerns later batches alone.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "application/accounts/scope.hpp"
#include "application/ingestion/fact_store.hpp"
#include "application/ingestion/ingest_options.hpp"
#include "application/ingestion/profiles.hpp"
#include "application/ingestion/source_setting_store.hpp"

namespace insightflow {

inline constexpr std::size_t accounts_of_a_source_max = 1'000;
inline constexpr std::size_t source_settings_page_max = 500;

struct SourceSettingPorts {
    SourceSettingStore* store = nullptr;
    ProfileNamed profile_named{};
    FactStore* facts = nullptr;  // may be null: then nothing is known of a source's batches
};

// Currencies in any case, platforms in any spelling. Errors: invalid_argument with a fault for each wrong
// field ("#/body/accounts/act_1/currency"), also where there is no such profile, and #/path/source where it
// is no source's name.
Result<SourceSettings> put_source_settings(const AuthorisedScope& scope, const SourceSettings& wanted,
                                           const Origin& origin, Timestamp now,
                                           const SourceSettingPorts& ports);

// A source of which nothing is set has settings that are all empty, whether it has data or not. Errors:
// invalid_argument where it is no source's name.
Result<SourceSettings> get_source_settings(const AuthorisedScope& scope, const std::string& source,
                                           SourceSettingStore& store);

// A source with what its batches have made of it.
struct SourceState {
    SourceSettings settings{};
    std::optional<Shape> shape{};              // that its batches fixed
    std::vector<NamedMeasure> own_measures{};  // that they ever carried
};

// Errors: those of get_source_settings(), and of the fact store.
Result<SourceState> get_source(const AuthorisedScope& scope, const std::string& source,
                               const SourceSettingPorts& ports);

struct SourceSettingsPage {
    std::vector<SourceSettings> sources{};
    std::optional<std::string> next{};  // the source after which the next page begins; none on the last one
};

// Sources of which something was set, by name. limit: 1 to source_settings_page_max.
Result<SourceSettingsPage> list_source_settings(const AuthorisedScope& scope, const std::string& after,
                                                std::size_t limit, SourceSettingStore& store);

// What a batch asked for, and where it asked for nothing what is set. The batch's own currency or time zone
// counts more than those of accounts.
RequestedOptions with_settings(RequestedOptions requested, const SourceSettings& settings);

}  // namespace insightflow
