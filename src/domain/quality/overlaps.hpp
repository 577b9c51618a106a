// Accounts that two sources hold for the same days: what both report is counted twice.
#pragma once

#include <cstddef>
#include <vector>

#include "domain/quality/finding.hpp"
#include "domain/quality/quality_figures.hpp"

namespace insightflow {

// Sources of one account that are compared with each other; more are not looked at.
inline constexpr std::size_t overlapping_sources_max = 20;

// A finding for each account and two sources: level_mismatch where one's rows are of another level, else
// overlap. days: those that both hold. An account without an id is one of its platform.
std::vector<QualityFinding> overlap_findings(const std::vector<SourceFigures>& sources);

}  // namespace insightflow
