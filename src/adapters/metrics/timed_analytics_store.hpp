// An analytics store that tells the metrics how long each query took and how it ended.
#pragma once

#include "adapters/metrics/metrics.hpp"
#include "application/analytics/analytics_store.hpp"

namespace insightflow::metrics {

// Both outlive it.
class TimedAnalyticsStore final : public AnalyticsStore {
public:
    TimedAnalyticsStore(AnalyticsStore& store, Metrics& metrics) : store_(store), metrics_(metrics) {}

    Result<std::vector<GroupSums>> run(const FactsPlan& plan, std::stop_token stop) override {
        return timed([&] { return store_.run(plan, stop); });
    }
    Result<std::vector<SourceOverlap>> overlaps(const FactsPlan& plan, std::stop_token stop) override {
        return timed([&] { return store_.overlaps(plan, stop); });
    }

private:
    template <class Query>
    std::invoke_result_t<Query> timed(const Query& query) {
        const auto began = std::chrono::steady_clock::now();
        auto answer = query();
        const auto taken = std::chrono::steady_clock::now() - began;
        metrics_.engine_query_ended(answer ? QueryOutcome::ok : outcome_of(answer.error()),
                                    std::chrono::duration_cast<std::chrono::microseconds>(taken));
        return answer;
    }
    static QueryOutcome outcome_of(const Error& error) {
        if (error.code == ErrorCode::deadline_exceeded) return QueryOutcome::stopped;
        return error.code == ErrorCode::invalid_argument ? QueryOutcome::refused : QueryOutcome::failed;
    }

    AnalyticsStore& store_;
    Metrics& metrics_;
};

}  // namespace insightflow::metrics
