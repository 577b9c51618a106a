// One version of a row as the store holds it, current or superseded.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "domain/ingestion/fact_columns.hpp"
#include "domain/time/day.hpp"

namespace insightflow::duckdb {

// Shown by the commits sequence_from <= s < sequence_to; a current row has no end. Measures: counts, and
// micros for the others.
struct RowVersion {
    std::string source{};
    LineKey line{};
    Day day{};
    std::int64_t bucket = 0;
    std::optional<std::int64_t> utc_start_us{};
    std::array<std::optional<std::int64_t>, measure_count> measures{};
    std::map<std::string, std::int64_t> own_measures{};  // micros; those that are null are not there
    std::string currency{};
    bool revenue_estimated = false;
    std::string extra{};
    std::int64_t version = 0;  // it and acceptance: of the best assertion
    std::int64_t acceptance = 0;
    std::int64_t sequence_from = 0;
    std::optional<std::int64_t> sequence_to{};
    friend bool operator==(const RowVersion&, const RowVersion&) = default;
};

}  // namespace insightflow::duckdb
