// Stores that answer questions, and tell the metrics how long each query took and how it ended.
#pragma once

#include "adapters/metrics/metrics.hpp"
#include "application/analytics/analytics_store.hpp"
#include "application/analytics/entity_store.hpp"

namespace insightflow::metrics {

inline QueryOutcome outcome_of(const Error& error) {
    if (error.code == ErrorCode::deadline_exceeded) return QueryOutcome::stopped;
    return error.code == ErrorCode::invalid_argument ? QueryOutcome::refused : QueryOutcome::failed;
}

template <class Query>
std::invoke_result_t<Query> timed(Metrics& metrics, const Query& query) {
    const auto began = std::chrono::steady_clock::now();
    auto answer = query();
    const auto taken = std::chrono::steady_clock::now() - began;
    metrics.engine_query_ended(answer ? QueryOutcome::ok : outcome_of(answer.error()),
                               std::chrono::duration_cast<std::chrono::microseconds>(taken));
    return answer;
}

// Both outlive it.
class TimedAnalyticsStore final : public AnalyticsStore {
public:
    TimedAnalyticsStore(AnalyticsStore& store, Metrics& metrics) : store_(store), metrics_(metrics) {}

    Result<std::vector<GroupSums>> run(const FactsPlan& plan, std::stop_token stop) override {
        return timed(metrics_, [&] { return store_.run(plan, stop); });
    }
    Result<std::vector<SourceOverlap>> overlaps(const FactsPlan& plan, std::stop_token stop) override {
        return timed(metrics_, [&] { return store_.overlaps(plan, stop); });
    }

private:
    AnalyticsStore& store_;
    Metrics& metrics_;
};

// Both outlive it.
class TimedEntityStore final : public EntityStore {
public:
    TimedEntityStore(EntityStore& store, Metrics& metrics) : store_(store), metrics_(metrics) {}

    Result<EntityPage> list(const ListingPlan& plan, std::stop_token stop) override {
        return timed(metrics_, [&] { return store_.list(plan, stop); });
    }

private:
    EntityStore& store_;
    Metrics& metrics_;
};

}  // namespace insightflow::metrics
