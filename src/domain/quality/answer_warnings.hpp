// What is to be said of the data's quality beside an answer.
#pragma once

#include <string>
#include <vector>

#include "domain/quality/finding.hpp"
#include "domain/query/plan.hpp"

namespace insightflow {

// Sources that a warning names; the others are counted.
inline constexpr std::size_t warned_sources_max = 3;

// One short sentence for each code of which a warning touches the plan's days and what it filters by (source,
// platform, account; of campaigns a finding knows nothing). overlap is left to overlap_warning(), which looks
// at the answer's own rows. Nothing where the plan is as of an earlier commit: what is found is of now.
std::vector<std::string> quality_warnings(const std::vector<QualityFinding>& findings, const FactsPlan& plan);

}  // namespace insightflow
