// GET /metrics: on the main port, or on a listener of its own.
#pragma once

#include <thread>

#include "adapters/metrics/metrics.hpp"
#include "app/config.hpp"
#include "http/core/server.hpp"

namespace insightflow::app {

// It answers on the I/O thread, so that it does so also where the pool is full. counted is looked at when a
// request comes.
void add_metrics(http::Router& router, const metrics::Metrics* counted, Permission permission);

// A listener of /metrics alone, open to whoever reaches it, on a thread of its own until it is destroyed.
class MetricsListener {
public:
    // counted outlives it.
    MetricsListener(const ListenAddress& listen, const metrics::Metrics& counted);
    ~MetricsListener();
    MetricsListener(const MetricsListener&) = delete;
    MetricsListener& operator=(const MetricsListener&) = delete;

    // Errors: those of http::Server::bind().
    Result<void> start();

private:
    http::Server server_;
    std::thread thread_{};
};

}  // namespace insightflow::app
