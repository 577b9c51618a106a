// What the server counts, as the text that Prometheus scrapes. Any thread calls everything here.
//
// Names, units, labels and buckets follow OpenTelemetry's conventions for HTTP servers and Prometheus' for
// processes. No label holds an id or anything of a tenant, and the number of label sets is bounded.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "application/ingestion/batches.hpp"

namespace insightflow::metrics {

inline constexpr std::string_view content_type = "text/plain; version=0.0.4; charset=utf-8";
// Sets of method, route and status; each is a histogram of 17 lines. The table of routes is the client's to
// ask, but not to lengthen: 50 routes, some with HEAD, of which each gives about ten statuses, have room.
// Further sets are one for each status, so that faults are seen whatever came before.
inline constexpr std::size_t request_label_sets_max = 1000;

enum class QueryOutcome : std::uint8_t { ok, refused, stopped, failed };

enum class StoreKind : std::uint8_t { spool, ledger, facts };

// All that a label may be.
struct LabelValues {
    std::string name{};
    std::vector<std::string> values{};
};

class Metrics {
public:
    explicit Metrics(std::string_view version);
    ~Metrics();

    // change: +1 where a request begins, -1 where it has ended.
    void count_active_request(std::string_view method, int change);
    // route: the template; "-" where none matched, and then the method is nothing that we know.
    void request_ended(std::string_view method, std::string_view route, int status,
                       std::chrono::microseconds taken);
    // The status is one of an end: applied, rejected or failed.
    void batch_ended(BatchStatus status, const RowOutcomes& outcomes);
    void engine_query_ended(QueryOutcome outcome, std::chrono::microseconds taken);
    // A store met a failure of the disk, or of its own.
    void store_failed(StoreKind store);
    // Read at each scrape. The name has its unit last, a counter's "_total".
    void add_gauge(std::string name, std::string help, std::function<double()> read);
    // One gauge for each value of a label; read gives their values in the same order.
    void add_gauges(std::string name, std::string help, LabelValues label,
                    std::function<std::vector<double>()> read);
    void add_counter(std::string name, std::string help, std::function<double()> read);

    // The text of a scrape.
    std::string text() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace insightflow::metrics
