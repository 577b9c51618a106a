// Staged batches for tests, written as rows.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "application/ingestion/staged_batch.hpp"

namespace insightflow::testing {

inline constexpr Day first_of_may = std::chrono::year{2024} / 5 / 1;

inline LineKey campaign_line(std::string platform, std::string campaign) {
    LineKey line;
    line.platform = std::move(platform);
    line.campaign_id = std::move(campaign);
    return line;
}

struct FactRow {
    LineKey line = campaign_line("google_ads", "c1");
    Day day = first_of_may;
    std::optional<std::int64_t> impressions{};
    std::optional<std::int64_t> clicks{};
    std::optional<std::int64_t> cost{};  // micros, like all below
    std::optional<std::int64_t> revenue{};
    std::optional<std::int64_t> conversions{};
    std::optional<std::int64_t> new_customers{};
    std::string currency = "USD";
    bool estimated = false;
    std::optional<std::int64_t> bucket{};  // the day where absent
    std::optional<std::int64_t> utc_start_us{};
    std::string extra{};
    LineNames names{};
    std::optional<std::int64_t> version{};      // in all rows of a batch, or in none
    std::map<std::string, std::int64_t> own{};  // micros of measures of the source's own, none an amount
};

// A batch at campaign level, as the loader would hand it over: accepted and received count its rows. Its id
// is made of its number.
StagedBatch staged(std::int64_t acceptance, const std::vector<FactRow>& rows, std::string source = "default",
                   WorkspaceId workspace = {1});

}  // namespace insightflow::testing
