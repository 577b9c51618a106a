// POST /api/v1/data/ingest: takes a batch in.
#pragma once

#include <functional>

#include "application/ingestion/accept_batch.hpp"
#include "http/core/router.hpp"

namespace insightflow::http {

// acceptor is looked at when a request comes, and must outlive the router. clock tells when a body is
// complete: a batch is received then, not when its first byte came.
void add_ingest(Router& router, BatchAcceptor* acceptor, std::function<Timestamp()> clock);

}  // namespace insightflow::http
