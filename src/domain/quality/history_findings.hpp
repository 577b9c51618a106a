// What days of one source say against its own history: gaps, outliers of rows and spend, missing values.
#pragma once

#include <vector>

#include "domain/quality/finding.hpp"
#include "domain/quality/quality_figures.hpp"

namespace insightflow {

// A field is missing on a day where not more than half of the rows carry it, though at least 90 % of those of
// the four weeks before did, of which at least a week had rows.
inline constexpr std::int64_t missing_percent_max = 50;
inline constexpr std::int64_t usually_present_percent_min = 90;
inline constexpr std::chrono::days present_history{28};
inline constexpr int present_history_days_min = 7;

// Outliers and missing values of days that follow one another are one finding, of the day that differs most.
// Rows of `today` may still come, so that it cannot have too few; days after it are not judged.
std::vector<QualityFinding> history_findings(const SourceFigures& source, Day today);

// Rows of all accounts together, by day.
std::vector<DayFigures> days_of(const SourceFigures& source);

}  // namespace insightflow
