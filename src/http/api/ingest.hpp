// POST /api/v1/data/ingest: takes a batch in.
#pragma once

#include "application/ingestion/accept_batch.hpp"
#include "http/core/router.hpp"

namespace insightflow::http {

// acceptor is looked at when a request comes, and must outlive the router.
void add_ingest(Router& router, BatchAcceptor* acceptor);

}  // namespace insightflow::http
