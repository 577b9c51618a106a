// Figures to judge, written as days.
#pragma once

#include <functional>
#include <string>

#include "domain/quality/quality_figures.hpp"

namespace insightflow::testing {

// A Monday.
inline constexpr Day monday = std::chrono::year{2024} / 1 / 1;
inline constexpr std::chrono::days one_day{1};

constexpr Day day_after(int days) { return monday + std::chrono::days{days}; }
inline bool is_weekend(Day day) {
    const std::chrono::weekday weekday{day};
    return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

// Every field is there in all rows.
inline FieldCounts full(std::int64_t rows) {
    FieldCounts counts;
    counts.rows = rows;
    counts.present.fill(rows);
    return counts;
}

inline DayFigures day_of(Day day, std::int64_t rows, std::int64_t dollars) {
    return {day, full(rows), {{"USD", Int128{dollars} * micros_per_unit}}};
}

// So many days from Monday on, each as it is said; rows below 1: none.
inline AccountFigures account_of(int days, const std::function<DayFigures(Day)>& said) {
    AccountFigures account{"google_ads", "act_1", {}};
    for (int i = 0; i < days; ++i)
        if (auto day = said(day_after(i)); day.counts.rows > 0) account.days.push_back(std::move(day));
    return account;
}

inline SourceFigures source_of(std::string name, AccountFigures account) {
    SourceFigures source;
    source.source = std::move(name);
    source.shape.level = Level::campaign;
    source.accounts.push_back(std::move(account));
    return source;
}

// Days that differ a little, as they do.
inline DayFigures usual(Day day) {
    const std::int64_t wave = (day - monday).count() % 5;
    return day_of(day, 100 + wave, 500 + 10 * wave);
}

inline constexpr Day long_after = std::chrono::year{2025} / 1 / 1;

}  // namespace insightflow::testing
