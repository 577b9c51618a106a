#include "adapters/metrics/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <tuple>
#include <vector>

#include "adapters/metrics/process.hpp"

namespace insightflow::metrics {
namespace {

using prometheus::MetricType;

// OpenTelemetry's advice for http.server.request.duration.
const prometheus::Histogram::BucketBoundaries request_buckets{0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25,
                                                              0.5,   0.75, 1,     2.5,  5,     7.5, 10};
// A statement of the engine takes 0.5 ms at the least.
const prometheus::Histogram::BucketBoundaries query_buckets{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                            0.25,  0.5,    1,     2.5,  5,     10,   30};

// Anything else that a client calls a method is one value, as OpenTelemetry has it.
const std::string unknown_method = "_OTHER";

std::string method_label(std::string_view method) {
    static constexpr std::array<std::string_view, 9> known{"GET",     "HEAD",  "POST",  "PUT",    "DELETE",
                                                           "CONNECT", "TRACE", "PATCH", "OPTIONS"};
    return std::ranges::count(known, method) > 0 ? std::string(method) : unknown_method;
}

std::string_view name_of(QueryOutcome outcome) {
    switch (outcome) {
        case QueryOutcome::ok: return "ok";
        case QueryOutcome::refused: return "refused";
        case QueryOutcome::stopped: return "stopped";
        case QueryOutcome::failed: return "failed";
    }
    return "failed";
}

std::string_view name_of(StoreKind store) {
    switch (store) {
        case StoreKind::spool: return "spool";
        case StoreKind::ledger: return "ledger";
        case StoreKind::facts: return "facts";
    }
    return "facts";
}

double seconds(std::chrono::microseconds time) { return std::chrono::duration<double>(time).count(); }

prometheus::MetricFamily single(std::string name, std::string help, MetricType type, double value) {
    prometheus::ClientMetric metric;
    (type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
    return {std::move(name), std::move(help), type, {std::move(metric)}};
}

prometheus::MetricFamily labelled(std::string name, std::string help, const LabelValues& label,
                                  const std::vector<double>& values) {
    prometheus::MetricFamily family{std::move(name), std::move(help), MetricType::Gauge, {}};
    for (std::size_t i = 0; i < values.size(); ++i) {
        prometheus::ClientMetric metric;
        metric.label.push_back({label.name, label.values[i]});
        metric.gauge.value = values[i];
        family.metric.push_back(std::move(metric));
    }
    return family;
}

void append_process(std::vector<prometheus::MetricFamily>& out) {
    const ProcessFigures process = read_process();
    const auto gauge = [&](const char* name, const char* help, double value) {
        out.push_back(single(name, help, MetricType::Gauge, value));
    };
    out.push_back(single("process_cpu_seconds_total", "CPU time of the process, user and system.",
                         MetricType::Counter, process.cpu_seconds));
    gauge("process_resident_memory_bytes", "Memory of the process in RAM.", process.resident_bytes);
    gauge("process_virtual_memory_bytes", "Address space of the process.", process.virtual_bytes);
    gauge("process_open_fds", "Open file descriptors.", process.open_fds);
    gauge("process_max_fds", "File descriptors that the process may open.", process.max_fds);
    gauge("process_threads", "Threads of the process.", process.threads);
    gauge("process_start_time_seconds", "When the process began, since the epoch.",
          process.start_time_seconds);
}

}  // namespace

struct Metrics::State {
    using RequestLabels = std::tuple<std::string, std::string, int>;
    struct Scraped {
        std::string name;
        std::string help;
        MetricType type;
        std::function<double()> read;
    };
    struct ScrapedSet {
        std::string name;
        std::string help;
        LabelValues label;
        std::function<std::vector<double>()> read;
    };

    prometheus::Registry registry;
    prometheus::Family<prometheus::Histogram>& requests =
        prometheus::BuildHistogram()
            .Name("http_server_request_duration_seconds")
            .Help("Duration of HTTP requests, from the first byte to the end of the reply.")
            .Register(registry);
    prometheus::Family<prometheus::Gauge>& active = prometheus::BuildGauge()
                                                        .Name("http_server_active_requests")
                                                        .Help("HTTP requests that are being served.")
                                                        .Register(registry);
    prometheus::Family<prometheus::Counter>& batches = prometheus::BuildCounter()
                                                           .Name("insightflow_batches_total")
                                                           .Help("Batches that came to their end, by status.")
                                                           .Register(registry);
    prometheus::Family<prometheus::Counter>& rows =
        prometheus::BuildCounter()
            .Name("insightflow_rows_total")
            .Help("Rows of batches that came to their end, by what became of them.")
            .Register(registry);
    prometheus::Family<prometheus::Histogram>& queries =
        prometheus::BuildHistogram()
            .Name("insightflow_engine_queries_duration_seconds")
            .Help("Duration of queries to the analytics engine, by outcome.")
            .Register(registry);
    prometheus::Family<prometheus::Counter>& store_failures =
        prometheus::BuildCounter()
            .Name("insightflow_store_failures_total")
            .Help("Failures of the disk under a store, or of the store itself; the log has the words.")
            .Register(registry);

    std::mutex mutex;
    std::map<RequestLabels, prometheus::Histogram*> request_sets;
    std::vector<Scraped> scraped;
    std::vector<ScrapedSet> scraped_sets;

    prometheus::Histogram& request_set(std::string_view method, std::string_view route, int status) {
        RequestLabels labels{route == "-" ? unknown_method : method_label(method), route == "-" ? "" : route,
                             status};
        const std::lock_guard lock(mutex);
        const auto found = request_sets.find(labels);
        if (found != request_sets.end()) return *found->second;
        if (request_sets.size() >= request_label_sets_max)
            return requests.Add(
                {{"http_response_status_code", std::to_string(status)}, {"otel_metric_overflow", "true"}},
                request_buckets);
        auto& [name, template_, code] = labels;
        prometheus::Histogram& made = requests.Add({{"http_request_method", name},
                                                    {"http_route", template_},
                                                    {"http_response_status_code", std::to_string(code)}},
                                                   request_buckets);
        request_sets.emplace(std::move(labels), &made);
        return made;
    }

    void count_rows(const RowOutcomes& outcomes) {
        const std::array<std::pair<const char*, std::int64_t>, 6> counts{{{"new", outcomes.added},
                                                                          {"restated", outcomes.restated},
                                                                          {"unchanged", outcomes.unchanged},
                                                                          {"folded", outcomes.folded},
                                                                          {"stale", outcomes.stale},
                                                                          {"rejected", outcomes.rejected}}};
        for (const auto& [outcome, count] : counts)
            rows.Add({{"outcome", outcome}}).Increment(static_cast<double>(count));
    }
};

Metrics::Metrics(std::string_view version) : state_(std::make_unique<State>()) {
    prometheus::BuildGauge()
        .Name("insightflow_build_info")
        .Help("1; the version is a label.")
        .Register(state_->registry)
        .Add({{"version", std::string(version)}})
        .Set(1);
    // A rate needs a first value, and an alert a series that is there before the first fault.
    for (const BatchStatus status :
         {BatchStatus::applied, BatchStatus::rejected, BatchStatus::failed, BatchStatus::undo_failed})
        state_->batches.Add({{"status", std::string(insightflow::name_of(status))}});
    state_->count_rows({});
    state_->active.Add({{"http_request_method", "GET"}});
    for (const auto outcome :
         {QueryOutcome::ok, QueryOutcome::refused, QueryOutcome::stopped, QueryOutcome::failed})
        state_->queries.Add({{"outcome", std::string(name_of(outcome))}}, query_buckets);
    for (const StoreKind store : {StoreKind::spool, StoreKind::ledger, StoreKind::facts})
        state_->store_failures.Add({{"store", std::string(name_of(store))}});
}

Metrics::~Metrics() = default;

void Metrics::count_active_request(std::string_view method, int change) {
    state_->active.Add({{"http_request_method", method_label(method)}}).Increment(change);
}

void Metrics::request_ended(std::string_view method, std::string_view route, int status,
                            std::chrono::microseconds taken) {
    state_->request_set(method, route, status).Observe(seconds(taken));
}

void Metrics::batch_ended(BatchStatus status, const RowOutcomes& outcomes) {
    state_->batches.Add({{"status", std::string(insightflow::name_of(status))}}).Increment();
    state_->count_rows(outcomes);
}

void Metrics::engine_query_ended(QueryOutcome outcome, std::chrono::microseconds taken) {
    state_->queries.Add({{"outcome", std::string(name_of(outcome))}}, query_buckets).Observe(seconds(taken));
}

void Metrics::store_failed(StoreKind store) {
    state_->store_failures.Add({{"store", std::string(name_of(store))}}).Increment();
}

void Metrics::add_gauge(std::string name, std::string help, std::function<double()> read) {
    const std::lock_guard lock(state_->mutex);
    state_->scraped.push_back({std::move(name), std::move(help), MetricType::Gauge, std::move(read)});
}

void Metrics::add_gauges(std::string name, std::string help, LabelValues label,
                         std::function<std::vector<double>()> read) {
    const std::lock_guard lock(state_->mutex);
    state_->scraped_sets.push_back({std::move(name), std::move(help), std::move(label), std::move(read)});
}

void Metrics::add_counter(std::string name, std::string help, std::function<double()> read) {
    const std::lock_guard lock(state_->mutex);
    state_->scraped.push_back({std::move(name), std::move(help), MetricType::Counter, std::move(read)});
}

std::string Metrics::text() const {
    auto families = state_->registry.Collect();
    {
        const std::lock_guard lock(state_->mutex);
        for (const auto& metric : state_->scraped)
            families.push_back(single(metric.name, metric.help, metric.type, metric.read()));
        for (const auto& set : state_->scraped_sets)
            families.push_back(labelled(set.name, set.help, set.label, set.read()));
    }
    append_process(families);
    std::erase_if(families, [](const auto& family) { return family.metric.empty(); });
    return prometheus::TextSerializer().Serialize(families);
}

}  // namespace insightflow::metrics
