#include "domain/quality/validation.hpp"

#include <algorithm>

namespace insightflow {
namespace {

QualityFinding finding_of(const SourceFigures& source, std::span<const BatchFigures> batches) {
    QualityFinding finding;
    finding.code = QualityCode::validation_rate;
    finding.sources = {source.source};
    for (const BatchFigures& batch : batches) {
        if (!batch.first_day || !batch.last_day) continue;
        finding.first_day = std::min(finding.first_day.value_or(*batch.first_day), *batch.first_day);
        finding.last_day = std::max(finding.last_day.value_or(*batch.last_day), *batch.last_day);
    }
    if (finding.first_day) finding.days = (*finding.last_day - *finding.first_day).count() + 1;
    finding.seen = rounded(*validation_of(batches).rate(), share_decimals);
    finding.expected = rounded(validation_rate_min, share_decimals);
    return finding;
}

}  // namespace

std::optional<Fraction> Validation::rate() const {
    if (received == 0) return std::nullopt;
    return Fraction{accepted, received};
}

bool Validation::is_low() const {
    const auto share = rate();
    return share && *share < validation_rate_min;
}

Validation validation_of(std::span<const BatchFigures> batches) {
    Validation total;
    for (const BatchFigures& batch : batches) {
        total.received += batch.received;
        total.accepted += batch.accepted;
    }
    return total;
}

std::vector<QualityFinding> validation_findings(const SourceFigures& source) {
    std::vector<QualityFinding> findings;
    if (const Validation all = validation_of(source.batches); all.is_low()) {
        findings.push_back(finding_of(source, source.batches));
        if (all.received < validation_rows_min) findings.back().severity = QualitySeverity::notice;
        findings.back().message = "Too many rows of the last batches were rejected.";
    }
    for (const BatchFigures& batch : source.batches) {
        if (!validation_of(batch).is_low()) continue;
        findings.push_back(finding_of(source, {&batch, 1}));
        findings.back().severity = QualitySeverity::notice;
        findings.back().batch_id = batch.batch_id;
        findings.back().message = "Too many rows of the batch were rejected.";
    }
    return findings;
}

}  // namespace insightflow
