// The quality of a workspace's data as of one commit: figures of each source, and everything found.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/quality/arrivals.hpp"
#include "domain/quality/finding.hpp"
#include "domain/quality/quality_figures.hpp"
#include "domain/quality/validation.hpp"

namespace insightflow {

// Findings that are kept; of more the warnings and the newest ones.
inline constexpr std::size_t quality_findings_max = 1000;

struct CountsOfDay {
    Day day{};
    FieldCounts counts{};
};

struct SourceQuality {
    std::string source{};
    Shape shape{};
    std::size_t accounts = 0;
    std::vector<CountsOfDay> days{};  // those with rows, in order
    std::vector<BatchFigures> batches{};
    ArrivalHabit habit{};
};

// counts: of all findings, kept or not. findings: by last day, newest first, those without days at the end.
// Whether a source is late is not among them: see late_finding().
struct QualityReport {
    std::int64_t commit_sequence = 0;
    std::optional<Day> days_from{};
    std::vector<SourceQuality> sources{};
    std::vector<QualityFinding> findings{};
    std::array<std::int64_t, quality_code_count> counts{};
    std::size_t left_out = 0;
};

// today: the workspace's; zone: its zone, an IANA name.
QualityReport assess(const QualityFigures& figures, Day today, std::string_view zone);

// That nothing new of the source has come for too long, on a day.
std::optional<QualityFinding> late_finding(const SourceQuality& source, Day today);

// The kept findings, and those of sources that are late on the day, which come first.
std::vector<QualityFinding> findings_on(const QualityReport& report, Day today);

// Rows of the days in the range.
FieldCounts counts_in(const SourceQuality& source, const DayRange& range);

// Whether any of the finding's days is in the range; one without days is in none but the open one.
bool touches(const QualityFinding& finding, const DayRange& range);

}  // namespace insightflow
