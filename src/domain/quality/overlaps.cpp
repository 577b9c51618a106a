#include "domain/quality/overlaps.hpp"

#include <map>
#include <optional>
#include <utility>

namespace insightflow {
namespace {

struct Holder {
    const SourceFigures* source = nullptr;
    const AccountFigures* account = nullptr;
};

// Both lists are in order.
void note_shared_days(QualityFinding& finding, const std::vector<DayFigures>& one,
                      const std::vector<DayFigures>& other) {
    auto left = one.begin();
    auto right = other.begin();
    while (left != one.end() && right != other.end()) {
        if (left->day < right->day) {
            ++left;
        } else if (right->day < left->day) {
            ++right;
        } else {
            if (!finding.first_day) finding.first_day = left->day;
            finding.last_day = left->day;
            ++finding.days;
            ++left;
            ++right;
        }
    }
}

std::string message_of(const SourceFigures& one, const SourceFigures& other, bool same_level) {
    if (same_level) return "Two sources hold the same account and days: what both report is counted twice.";
    return "Two sources hold the same account and days at different levels, so that sums count both: " +
           one.source + " has " + shape_text(one.shape) + ", " + other.source + " has " +
           shape_text(other.shape) + ".";
}

std::optional<QualityFinding> overlap_of(const Holder& one, const Holder& other) {
    QualityFinding finding;
    note_shared_days(finding, one.account->days, other.account->days);
    if (finding.days == 0) return std::nullopt;
    const bool same_level = one.source->shape.level == other.source->shape.level;
    finding.code = same_level ? QualityCode::overlap : QualityCode::level_mismatch;
    finding.sources = {one.source->source, other.source->source};
    finding.platform = one.account->platform;
    finding.account_id = one.account->account_id;
    finding.message = message_of(*one.source, *other.source, same_level);
    return finding;
}

}  // namespace

std::vector<QualityFinding> overlap_findings(const std::vector<SourceFigures>& sources) {
    std::map<std::pair<std::string, std::optional<std::string>>, std::vector<Holder>> accounts;
    for (const SourceFigures& source : sources)
        for (const AccountFigures& account : source.accounts) {
            auto& holders = accounts[{account.platform, account.account_id}];
            if (holders.size() < overlapping_sources_max) holders.push_back({&source, &account});
        }
    std::vector<QualityFinding> findings;
    for (const auto& [account, holders] : accounts)
        for (std::size_t i = 0; i < holders.size(); ++i)
            for (std::size_t j = i + 1; j < holders.size(); ++j)
                if (auto finding = overlap_of(holders[i], holders[j]))
                    findings.push_back(std::move(*finding));
    return findings;
}

}  // namespace insightflow
