#include "domain/quality/history_findings.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "domain/quality/gaps.hpp"
#include "domain/quality/outliers.hpp"

namespace insightflow {
namespace {

constexpr std::chrono::days one_day{1};

ExactNumber whole(double value) { return from_count(std::llround(value)); }
ExactNumber money(double value) {
    return from_micros(static_cast<Int128>(std::round(value * 100)) * (micros_per_unit / 100));
}

QualityFinding finding_of(const SourceFigures& source, QualityCode code) {
    QualityFinding finding;
    finding.code = code;
    finding.sources = {source.source};
    return finding;
}

QualityFinding finding_of(const SourceFigures& source, const AccountFigures& account, QualityCode code) {
    QualityFinding finding = finding_of(source, code);
    finding.platform = account.platform;
    finding.account_id = account.account_id;
    return finding;
}

void add_gaps(std::vector<QualityFinding>& findings, const SourceFigures& source,
              const AccountFigures& account, Day until) {
    std::vector<Day> days;
    std::vector<std::int64_t> rows;
    for (const DayFigures& day : account.days) {
        days.push_back(day.day);
        rows.push_back(day.counts.rows);
    }
    const std::vector<Gap> gaps = gaps_of(days, until);
    if (gaps.empty()) return;
    const auto middle = rows.begin() + static_cast<std::ptrdiff_t>(rows.size() / 2);
    std::ranges::nth_element(rows, middle);
    for (const Gap& gap : gaps) {
        QualityFinding finding = finding_of(source, account, QualityCode::gap);
        finding.first_day = gap.first;
        finding.last_day = gap.last;
        finding.days = gap.missing;
        finding.seen = from_count(0);
        finding.expected = from_count(*middle);
        finding.message = "No rows on days that usually have some.";
        findings.push_back(std::move(finding));
    }
}

// What the outliers are of: how a day is shown, and which finding tells it.
struct Judged {
    QualityFinding finding{};
    ValueKind kind{};
    std::map<Day, ExactNumber> shown{};
    std::vector<DayValue> values{};

    void add(Day day, double value, ExactNumber exact) {
        values.push_back({day, value});
        shown.emplace(day, exact);
    }
};

std::string outlier_message(const Judged& judged, bool more) {
    const std::string what = judged.kind == ValueKind::count ? "rows" : "spend";
    return (more ? "Far more " : "Far less ") + what + " than these days usually have.";
}

void add_outliers(std::vector<QualityFinding>& findings, const Judged& judged, Day today) {
    double worst = 0;
    bool begun = false;
    for (const Outlier& outlier : outliers_of(judged.values, judged.kind)) {
        if (outlier.day == today && outlier.score < 0) continue;
        const bool goes_on =
            begun && *findings.back().last_day + one_day == outlier.day && (outlier.score > 0) == (worst > 0);
        if (!goes_on) {
            findings.push_back(judged.finding);
            findings.back().first_day = outlier.day;
            findings.back().message = outlier_message(judged, outlier.score > 0);
            worst = 0;
            begun = true;
        }
        QualityFinding& finding = findings.back();
        finding.last_day = outlier.day;
        ++finding.days;
        if (std::abs(outlier.score) <= std::abs(worst)) continue;
        worst = outlier.score;
        finding.seen = judged.shown.at(outlier.day);
        finding.expected =
            judged.kind == ValueKind::count ? whole(outlier.expected) : money(outlier.expected);
    }
}

void add_account_outliers(std::vector<QualityFinding>& findings, const SourceFigures& source,
                          const AccountFigures& account, Day today) {
    Judged rows{finding_of(source, account, QualityCode::row_count_outlier), ValueKind::count, {}, {}};
    std::map<std::string, Judged> spends;
    for (const DayFigures& day : account.days) {
        rows.add(day.day, static_cast<double>(day.counts.rows), from_count(day.counts.rows));
        for (const Spend& spend : day.spend) {
            Judged& judged = spends[spend.currency];
            const double units = static_cast<double>(spend.micros) / static_cast<double>(micros_per_unit);
            judged.add(day.day, units, from_micros(spend.micros));
        }
    }
    add_outliers(findings, rows, today);
    for (auto& [currency, judged] : spends) {
        judged.finding = finding_of(source, account, QualityCode::spend_outlier);
        judged.finding.currency = currency;
        judged.kind = ValueKind::amount;
        add_outliers(findings, judged, today);
    }
}

// Rows, and those of them that carry the field, over the weeks before a day.
struct Carried {
    std::int64_t rows = 0;
    std::int64_t present = 0;
    int days = 0;
};

Carried carried_before(const std::vector<DayFigures>& days, std::size_t at, std::size_t field) {
    Carried carried;
    for (std::size_t i = at; i > 0 && days[i - 1].day >= days[at].day - present_history; --i) {
        carried.rows += days[i - 1].counts.rows;
        carried.present += days[i - 1].counts.present[field];
        ++carried.days;
    }
    return carried;
}

void add_missing_values(std::vector<QualityFinding>& findings, const SourceFigures& source,
                        const std::vector<DayFigures>& days, std::size_t field) {
    bool begun = false;
    for (std::size_t i = 0; i < days.size(); ++i) {
        const FieldCounts& counts = days[i].counts;
        if (counts.present[field] * 100 > counts.rows * missing_percent_max) continue;
        const Carried carried = carried_before(days, i, field);
        if (carried.days < present_history_days_min) continue;
        if (carried.present * 100 < carried.rows * usually_present_percent_min) continue;
        if (!begun || *findings.back().last_day + one_day != days[i].day) {
            findings.push_back(finding_of(source, QualityCode::missing_values));
            begun = true;
            QualityFinding& finding = findings.back();
            finding.field = quality_field_names[field];
            finding.first_day = days[i].day;
            finding.seen = rounded({counts.present[field], counts.rows}, 6);
            finding.expected = rounded({carried.present, carried.rows}, 6);
            finding.message =
                "Most rows have no " + *finding.field + ", which nearly all rows before carried.";
        }
        findings.back().last_day = days[i].day;
        ++findings.back().days;
    }
}

}  // namespace

std::vector<DayFigures> days_of(const SourceFigures& source) {
    std::map<Day, DayFigures> days;
    for (const AccountFigures& account : source.accounts)
        for (const DayFigures& day : account.days) {
            DayFigures& total = days[day.day];
            total.day = day.day;
            add(total.counts, day.counts);
        }
    std::vector<DayFigures> out;
    out.reserve(days.size());
    for (auto& [day, figures] : days) out.push_back(std::move(figures));
    return out;
}

std::vector<QualityFinding> history_findings(const SourceFigures& source, Day today) {
    std::vector<QualityFinding> findings;
    const std::vector<DayFigures> days = days_of(source);
    if (days.empty()) return findings;
    // A day that is still going on is no gap yet.
    const Day until = std::min(days.back().day, today - one_day);
    for (const AccountFigures& account : source.accounts) {
        add_gaps(findings, source, account, until);
        add_account_outliers(findings, source, account, today);
    }
    for (std::size_t field = 0; field < quality_field_count; ++field)
        add_missing_values(findings, source, days, field);
    return findings;
}

}  // namespace insightflow
