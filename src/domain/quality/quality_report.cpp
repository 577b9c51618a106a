#include "domain/quality/quality_report.hpp"

#include <algorithm>
#include <iterator>

#include "domain/quality/history_findings.hpp"
#include "domain/quality/overlaps.hpp"

namespace insightflow {

void add(FieldCounts& total, const FieldCounts& part) {
    total.rows += part.rows;
    for (std::size_t i = 0; i < quality_field_count; ++i) total.present[i] += part.present[i];
}

namespace {

SourceQuality quality_of(const SourceFigures& figures, std::string_view zone) {
    SourceQuality source{figures.source,          figures.shape,
                         figures.accounts.size(), {},
                         figures.batches,         habit_of(figures.arrivals, zone)};
    for (const DayFigures& day : days_of(figures)) source.days.push_back({day.day, day.counts});
    return source;
}

// Newest first, those without days last; what is of one day stays in the order of sources.
std::int64_t place_of(const QualityFinding& finding) {
    return finding.last_day ? -std::int64_t{finding.last_day->time_since_epoch().count()} : INT64_MAX;
}

void append(std::vector<QualityFinding>& findings, std::vector<QualityFinding> others) {
    std::ranges::move(others, std::back_inserter(findings));
}

void keep_most(QualityReport& report) {
    for (const QualityFinding& finding : report.findings)
        ++report.counts[static_cast<std::size_t>(finding.code)];
    std::ranges::stable_sort(report.findings, {}, place_of);
    if (report.findings.size() <= quality_findings_max) return;
    report.left_out = report.findings.size() - quality_findings_max;
    std::ranges::stable_partition(report.findings, [](const QualityFinding& finding) {
        return finding.severity == QualitySeverity::warning;
    });
    report.findings.resize(quality_findings_max);
    std::ranges::stable_sort(report.findings, {}, place_of);
}

}  // namespace

QualityReport assess(const QualityFigures& figures, Day today, std::string_view zone) {
    QualityReport report;
    report.commit_sequence = figures.commit_sequence;
    report.days_from = figures.days_from;
    for (const SourceFigures& source : figures.sources) {
        append(report.findings, validation_findings(source));
        append(report.findings, history_findings(source, today));
        report.sources.push_back(quality_of(source, zone));
    }
    append(report.findings, overlap_findings(figures.sources));
    keep_most(report);
    return report;
}

std::optional<QualityFinding> late_finding(const SourceQuality& source, Day today) {
    std::optional<Day> newest;
    if (!source.days.empty()) newest = source.days.back().day;
    const auto lateness = lateness_of(source.habit, newest, today);
    if (!lateness) return std::nullopt;
    QualityFinding finding;
    finding.code = QualityCode::late;
    finding.sources = {source.source};
    if (newest && *newest < today) {
        finding.first_day = *newest + std::chrono::days{1};
        finding.last_day = today;
        finding.days = (today - *newest).count();
    }
    finding.seen = from_count(lateness->seen);
    finding.expected = from_count(lateness->usual);
    finding.message = lateness->of_days ? "The newest day is further back than the source is used to."
                                        : "No batch has come for longer than the source is used to.";
    return finding;
}

std::vector<QualityFinding> findings_on(const QualityReport& report, Day today) {
    std::vector<QualityFinding> findings;
    for (const SourceQuality& source : report.sources)
        if (auto late = late_finding(source, today)) findings.push_back(std::move(*late));
    std::ranges::copy(report.findings, std::back_inserter(findings));
    return findings;
}

FieldCounts counts_in(const SourceQuality& source, const DayRange& range) {
    FieldCounts total;
    for (const CountsOfDay& day : source.days) {
        const bool within = (!range.from || day.day >= *range.from) && (!range.to || day.day <= *range.to);
        if (within) add(total, day.counts);
    }
    return total;
}

bool touches(const QualityFinding& finding, const DayRange& range) {
    if (!finding.first_day) return !range.from && !range.to;
    return (!range.from || *finding.last_day >= *range.from) &&
           (!range.to || *finding.first_day <= *range.to);
}

}  // namespace insightflow
