// What the log and the metrics are told of batches.
#pragma once

#include "adapters/metrics/metrics.hpp"
#include "application/ingestion/job_runner.hpp"

namespace insightflow::app {

// counted must outlive the runner.
JobEvents logged_events(metrics::Metrics& counted);

}  // namespace insightflow::app
