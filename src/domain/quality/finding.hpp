// Something about stored data that somebody should look at before trusting numbers made of it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/base/ids.hpp"
#include "domain/money/exact.hpp"
#include "domain/time/day.hpp"

namespace insightflow {

enum class QualityCode : std::uint8_t {
    gap,                // days without rows where the account usually has some
    row_count_outlier,  // many more, or fewer, rows of an account than its days usually have
    spend_outlier,      // the same of its spend, in one currency
    missing_values,     // a field is null that the source usually carries
    validation_rate,    // too many rows of batches are rejected
    late,               // nothing new for longer than the source is used to
    overlap,            // two sources hold the same account and days
    level_mismatch,     // they do, and at different levels: campaign rows beside ad rows, say
};

inline constexpr std::array<std::string_view, 8> quality_code_names{
    "gap",  "row_count_outlier", "spend_outlier", "missing_values", "validation_rate",
    "late", "overlap",           "level_mismatch"};
inline constexpr std::size_t quality_code_count = quality_code_names.size();

constexpr std::string_view name_of(QualityCode code) {
    return quality_code_names[static_cast<std::size_t>(code)];
}

// A notice is history, or of one batch of several; answers tell warnings alone.
enum class QualitySeverity : std::uint8_t { notice, warning };

// platform is absent where it is of the source as a whole; an absent account beside a platform is the one
// that has no id. seen and expected are in the unit of the code: rows, money, shares from 0 to 1, days.
struct QualityFinding {
    QualityCode code{};
    QualitySeverity severity = QualitySeverity::warning;
    std::vector<std::string> sources{};  // one, or the two that meet
    std::optional<std::string> platform{};
    std::optional<std::string> account_id{};
    std::optional<std::string> field{};     // of missing_values
    std::optional<std::string> currency{};  // of spend_outlier
    std::optional<BatchId> batch_id{};      // of validation_rate, where it is of one batch
    std::optional<Day> first_day{};         // the days concerned; absent where a batch brought none
    std::optional<Day> last_day{};
    std::int64_t days = 0;  // how many of them it is
    std::optional<ExactNumber> seen{};
    std::optional<ExactNumber> expected{};
    std::string message{};  // for a person; names neither source nor days
    friend bool operator==(const QualityFinding&, const QualityFinding&) = default;
};

}  // namespace insightflow
