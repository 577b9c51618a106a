// Which share of the rows that came was accepted.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "domain/quality/finding.hpp"
#include "domain/quality/quality_figures.hpp"

namespace insightflow {

// The target: below it is a finding.
inline constexpr Fraction validation_rate_min{95, 100};
// Where fewer rows than these came in all, a few of them say little: a notice.
inline constexpr std::int64_t validation_rows_min = 20;
inline constexpr int share_decimals = 6;

struct Validation {
    std::int64_t received = 0;
    std::int64_t accepted = 0;
    // accepted / received; nothing came: nothing.
    std::optional<Fraction> rate() const;
    bool is_low() const;
    friend bool operator==(const Validation&, const Validation&) = default;
};

inline Validation validation_of(const BatchFigures& batch) { return {batch.received, batch.accepted}; }
Validation validation_of(std::span<const BatchFigures> batches);

// A warning where the source's batches together are below the target, and a notice for each one that is.
std::vector<QualityFinding> validation_findings(const SourceFigures& source);

}  // namespace insightflow
