#include "adapters/metrics/metrics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "adapters/metrics/process.hpp"
#include "adapters/metrics/timed_analytics_store.hpp"

namespace insightflow::metrics {
namespace {

using std::chrono::microseconds;

// The lines of a scrape that begin so.
std::vector<std::string> lines_of(const Metrics& metrics, const std::string& begin) {
    std::istringstream text(metrics.text());
    std::vector<std::string> out;
    for (std::string line; std::getline(text, line);)
        if (line.starts_with(begin)) out.push_back(line);
    return out;
}

bool has_line(const Metrics& metrics, const std::string& line) {
    return lines_of(metrics, line) == std::vector{line};
}

TEST(Metrics, ARequestIsInEveryBucketThatItsDurationReaches) {
    Metrics metrics("1.2.3");
    metrics.request_ended("GET", "/a/{id}", 200, microseconds{30'000});
    const std::string labels =
        "{http_request_method=\"GET\",http_response_status_code=\"200\",http_route=\"/a/{id}\"";
    const std::string name = "http_server_request_duration_seconds";
    EXPECT_TRUE(has_line(metrics, name + "_bucket" + labels + ",le=\"0.025\"} 0"));
    EXPECT_TRUE(has_line(metrics, name + "_bucket" + labels + ",le=\"0.05\"} 1"));
    EXPECT_TRUE(has_line(metrics, name + "_sum" + labels + "} 0.03"));
    EXPECT_EQ(lines_of(metrics, name + "_bucket").size(), 15u);
}

TEST(Metrics, WhatAClientCallsAMethodIsNoLabelOfItsOwn) {
    Metrics metrics("1");
    metrics.request_ended("BREW", "-", 400, microseconds{1});
    metrics.request_ended("-", "-", 400, microseconds{1});
    metrics.request_ended("POST", "-", 400, microseconds{1});
    metrics.request_ended("BREW", "/a", 405, microseconds{1});
    const std::string other = "http_server_request_duration_seconds_count{http_request_method=\"_OTHER\",";
    EXPECT_TRUE(has_line(metrics, other + "http_response_status_code=\"400\",http_route=\"\"} 3"))
        << "without a route, all methods are one";
    EXPECT_TRUE(has_line(metrics, other + "http_response_status_code=\"405\",http_route=\"/a\"} 1"));
}

TEST(Metrics, TheNumberOfLabelSetsIsBounded) {
    Metrics metrics("1");
    constexpr std::size_t asked = request_label_sets_max + 50;
    for (std::size_t i = 0; i < asked; ++i)
        metrics.request_ended("GET", "/" + std::to_string(i), 200, microseconds{1});
    const auto counts = lines_of(metrics, "http_server_request_duration_seconds_count");
    EXPECT_EQ(counts.size(), request_label_sets_max + 1);
    EXPECT_TRUE(has_line(metrics,
                         "http_server_request_duration_seconds_count{http_response_status_code=\"200\","
                         "otel_metric_overflow=\"true\"} 50"));
    EXPECT_LT(lines_of(metrics, "").size(), 20'000u);
}

TEST(Metrics, AFaultIsSeenWhateverCameBefore) {
    Metrics metrics("1");
    for (std::size_t i = 0; i < request_label_sets_max; ++i)
        metrics.request_ended("GET", "/" + std::to_string(i), 200, microseconds{1});
    metrics.request_ended("GET", "/api/v1/campaigns", 500, microseconds{1});
    EXPECT_TRUE(has_line(metrics,
                         "http_server_request_duration_seconds_count{http_response_status_code=\"500\","
                         "otel_metric_overflow=\"true\"} 1"));
}

TEST(Metrics, ActiveRequestsGoUpAndDown) {
    Metrics metrics("1");
    metrics.count_active_request("POST", 1);
    metrics.count_active_request("POST", 1);
    metrics.count_active_request("POST", -1);
    EXPECT_TRUE(has_line(metrics, "http_server_active_requests{http_request_method=\"POST\"} 1"));
}

TEST(Metrics, BatchesAndTheirRowsAreCountedFromZero) {
    Metrics metrics("1");
    EXPECT_TRUE(has_line(metrics, "insightflow_batches_total{status=\"failed\"} 0"));
    EXPECT_TRUE(has_line(metrics, "insightflow_batches_total{status=\"undo_failed\"} 0"));
    EXPECT_TRUE(has_line(metrics, "insightflow_rows_total{outcome=\"stale\"} 0"));
    RowOutcomes outcomes;
    outcomes.added = 5;
    outcomes.rejected = 2;
    metrics.batch_ended(BatchStatus::applied, outcomes);
    metrics.batch_ended(BatchStatus::rejected, {.received = 3, .rejected = 3});
    EXPECT_TRUE(has_line(metrics, "insightflow_batches_total{status=\"applied\"} 1"));
    EXPECT_TRUE(has_line(metrics, "insightflow_batches_total{status=\"rejected\"} 1"));
    EXPECT_TRUE(has_line(metrics, "insightflow_rows_total{outcome=\"new\"} 5"));
    EXPECT_TRUE(has_line(metrics, "insightflow_rows_total{outcome=\"rejected\"} 5"));
}

TEST(Metrics, GaugesAreReadAtTheScrape) {
    Metrics metrics("1.2.3");
    double value = 1;
    metrics.add_gauge("insightflow_things", "Things.", [&] { return value; });
    value = 7;
    EXPECT_TRUE(has_line(metrics, "insightflow_things 7"));
    EXPECT_TRUE(has_line(metrics, "insightflow_build_info{version=\"1.2.3\"} 1"));
}

TEST(Metrics, ASetOfGaugesHasOneForEachValueOfItsLabel) {
    Metrics metrics("1");
    metrics.add_gauges("insightflow_kinds", "Kinds.", {"kind", {"a", "b"}}, [] {
        return std::vector<double>{1, 2};
    });
    EXPECT_TRUE(has_line(metrics, "insightflow_kinds{kind=\"a\"} 1"));
    EXPECT_TRUE(has_line(metrics, "insightflow_kinds{kind=\"b\"} 2"));
    EXPECT_EQ(lines_of(metrics, "# TYPE insightflow_kinds ").size(), 1U);
}

TEST(Process, IsDescribed) {
    const ProcessFigures process = read_process();
    EXPECT_GE(process.cpu_seconds, 0);
    EXPECT_GT(process.resident_bytes, 1e6);
    EXPECT_GE(process.virtual_bytes, process.resident_bytes);
    EXPECT_GE(process.open_fds, 3);
    EXPECT_GE(process.max_fds, process.open_fds);
    EXPECT_GE(process.threads, 1);
    const auto now =
        std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    EXPECT_NEAR(process.start_time_seconds, now, 600);
}

class AnsweringStore final : public AnalyticsStore {
public:
    ErrorCode code{};
    bool fails = false;
    Result<std::vector<GroupSums>> run(const FactsPlan&, std::stop_token) override {
        if (fails) return Error{code, "no", {}};
        return std::vector<GroupSums>{};
    }
    Result<std::vector<SourceOverlap>> overlaps(const FactsPlan&, std::stop_token) override {
        return std::vector<SourceOverlap>{};
    }
};

TEST(TimedAnalyticsStore, CountsEveryQueryByItsOutcome) {
    Metrics metrics("1");
    AnsweringStore store;
    TimedAnalyticsStore timed(store, metrics);
    EXPECT_TRUE(timed.run({}, {}));
    EXPECT_TRUE(timed.overlaps({}, {}));
    store.fails = true;
    for (const ErrorCode code :
         {ErrorCode::deadline_exceeded, ErrorCode::invalid_argument, ErrorCode::unavailable}) {
        store.code = code;
        EXPECT_EQ(timed.run({}, {}).error().code, code);
    }
    const std::string count = "insightflow_engine_queries_duration_seconds_count{outcome=";
    EXPECT_TRUE(has_line(metrics, count + "\"ok\"} 2"));
    EXPECT_TRUE(has_line(metrics, count + "\"stopped\"} 1"));
    EXPECT_TRUE(has_line(metrics, count + "\"refused\"} 1"));
    EXPECT_TRUE(has_line(metrics, count + "\"failed\"} 1"));
}

}  // namespace
}  // namespace insightflow::metrics
