// An AnalyticsStore of prepared answers, and groups to prepare them with.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "application/analytics/analytics_store.hpp"

namespace insightflow::testing {

// Gives its answers in turn, the last one again and again, and keeps the plans that it was asked.
class FakeAnalyticsStore final : public AnalyticsStore {
public:
    explicit FakeAnalyticsStore(std::vector<Result<std::vector<GroupSums>>> answers)
        : answers_(std::move(answers)) {}
    Result<std::vector<GroupSums>> run(const FactsPlan& plan, std::stop_token) override {
        plans.push_back(plan);
        return answers_[std::min(plans.size(), answers_.size()) - 1];
    }
    Result<std::vector<SourceOverlap>> overlaps(const FactsPlan& plan, std::stop_token) override {
        overlap_plan = plan;
        if (overlap_failure) return *overlap_failure;
        return overlapping;
    }
    std::vector<FactsPlan> plans{};
    FactsPlan overlap_plan{};
    std::vector<SourceOverlap> overlapping{};
    std::optional<Error> overlap_failure{};

private:
    std::vector<Result<std::vector<GroupSums>>> answers_;
};

inline GroupSums group(std::vector<std::optional<std::string>> key, std::int64_t cost, std::int64_t clicks) {
    GroupSums out{std::move(key), {}};
    out.sums.rows = 1;
    out.sums.of(Part::cost) = {cost * 1'000'000, 1};
    out.sums.of(Part::clicks) = {clicks, 1};
    return out;
}

}  // namespace insightflow::testing
