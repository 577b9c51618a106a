// Days that differ from an account's own history by far more than its days usually differ.
//
// Judged on logarithms, so that twice as much counts like half as much, by the modified z-score of Iglewicz
// and Hoaglin (How to Detect and Handle Outliers, 1993): 0.6745 (x - median) / MAD beyond 3.5. Medians do not
// mind that the history has outliers of its own. The median is that of the same weekday where there are
// enough of them, and MAD that of the whole history around such medians. It has a floor, for where all days
// are alike MAD is 0 and the least difference would count; a count of n rows differs by 1/sqrt(n) anyway.
#pragma once

#include <cstddef>
#include <vector>

#include "domain/time/day.hpp"

namespace insightflow {

inline constexpr double outlier_score_min = 3.5;
// Besides, it has to be half as much again, or two thirds.
inline constexpr double outlier_ratio_min = 1.5;
inline constexpr std::chrono::days outlier_history{56};
inline constexpr std::size_t outlier_history_min = 14;  // days with a value among them
inline constexpr std::size_t outlier_weekdays_min = 6;  // of the same weekday, else all days are compared
inline constexpr double outlier_deviation_min = 0.05;   // least MAD: days differ by some 5 % anyway

struct DayValue {
    Day day{};
    double value = 0;  // below outlier_value_min it counts as that: a logarithm wants something
};

struct Outlier {
    Day day{};
    double score = 0;  // below 0: less than usual
    double expected = 0;
};

inline constexpr double outlier_value_min = 0.01;

// What the values are: counts are known to differ by their root.
enum class ValueKind { count, amount };

// values: by day, each day once.
std::vector<Outlier> outliers_of(const std::vector<DayValue>& values, ValueKind kind);

}  // namespace insightflow
