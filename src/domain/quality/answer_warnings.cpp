#include "domain/quality/answer_warnings.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "domain/quality/quality_report.hpp"
#include "domain/text/joined.hpp"

namespace insightflow {
namespace {

constexpr std::array<std::string_view, quality_code_count> said_of{
    "no rows on days that usually have some",
    "unusual numbers of rows",
    "unusual spend",
    "values missing that rows usually carry",
    "fewer than 95 % of the rows of the last batches accepted",
    "nothing new for longer than usual",
    "the same account and days in two sources",
    "the same account and days in two sources at different levels",
};

// A finding that is of no platform or account concerns every one; one of two sources those that ask for both.
bool may_be_among(const RowFilter& filter, const QualityFinding& finding) {
    const auto has = [&](const std::string& value) { return std::ranges::count(filter.values, value) > 0; };
    switch (filter.column) {
        case KeyColumn::source: return std::ranges::all_of(finding.sources, has);
        case KeyColumn::platform: return !finding.platform || has(*finding.platform);
        case KeyColumn::account_id:
            return !finding.platform || (finding.account_id && has(*finding.account_id));
        default: return true;
    }
}

bool concerns(const QualityFinding& finding, const FactsPlan& plan) {
    return finding.severity == QualitySeverity::warning && finding.code != QualityCode::overlap &&
           touches(finding, plan.days) && std::ranges::all_of(plan.filters, [&](const RowFilter& filter) {
               return may_be_among(filter, finding);
           });
}

struct Told {
    std::size_t findings = 0;
    std::set<std::string> sources{};
    std::optional<Day> first{};
    std::optional<Day> last{};
};

std::string sentence(std::size_t code, const Told& told) {
    std::vector<std::string> named(told.sources.begin(), told.sources.end());
    const std::size_t others = named.size() - std::min(named.size(), warned_sources_max);
    named.resize(named.size() - others);
    std::string text = "Quality (" + std::string(quality_code_names[code]) + "): ";
    text.append(said_of[code]).append(", in ").append(joined(named, ", "));
    if (others > 0) text += " and " + std::to_string(others) + " more";
    if (told.first) text += ", " + day_text(*told.first);
    if (told.first != told.last) text += " to " + day_text(*told.last);
    if (told.findings > 1) text += " (" + std::to_string(told.findings) + " findings)";
    return text + ". /api/v1/data/quality tells more.";
}

}  // namespace

std::vector<std::string> quality_warnings(const std::vector<QualityFinding>& findings,
                                          const FactsPlan& plan) {
    std::vector<std::string> warnings;
    if (plan.as_of) return warnings;
    std::array<Told, quality_code_count> by_code;
    for (const QualityFinding& finding : findings) {
        if (!concerns(finding, plan)) continue;
        Told& told = by_code[static_cast<std::size_t>(finding.code)];
        ++told.findings;
        told.sources.insert(finding.sources.begin(), finding.sources.end());
        if (!finding.first_day) continue;
        told.first = std::min(told.first.value_or(*finding.first_day), *finding.first_day);
        told.last = std::max(told.last.value_or(*finding.last_day), *finding.last_day);
    }
    for (std::size_t code = 0; code < quality_code_count; ++code)
        if (by_code[code].findings > 0) warnings.push_back(sentence(code, by_code[code]));
    return warnings;
}

}  // namespace insightflow
