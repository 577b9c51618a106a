// GET /api/v1/data/batches/{id}/events: how far a batch is, as server-sent events, until it is at its end.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>

#include "application/ingestion/batches.hpp"
#include "http/core/router.hpp"

namespace insightflow::http {

struct EventLimits {
    // Streams at a time, of all and of one workspace; one more is 503.
    std::size_t streams_max = 64;
    std::size_t streams_per_workspace_max = 16;
    // A stream ends after this time, whether the batch is at its end or not: rights are looked at again when
    // the client comes back.
    std::chrono::milliseconds stream_time_max{60'000};
    // Between two looks at a batch that a worker has, and at one that waits.
    std::chrono::milliseconds look_again{200};
    std::chrono::milliseconds look_again_waiting{500};
    // Without news, a comment after this time keeps the way open.
    std::chrono::milliseconds heartbeat{15'000};
};

// The events of one batch. Asks the ledger and the facts only while no worker has the batch. slot: given back
// when the stream ends.
std::unique_ptr<ReplyStream> batch_events(const AuthorisedScope& scope, const BatchId& id,
                                          const BatchPorts& ports, const EventLimits& limits,
                                          std::shared_ptr<void> slot);

void add_batch_events(Router& router, const BatchPorts* ports, const EventLimits& limits = {});

}  // namespace insightflow::http
