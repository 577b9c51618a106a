// GET /api/v1/data/batches, /{id}, /{id}/rejects: what became of batches and their rows. DELETE /{id} takes
// one back.
#pragma once

#include "application/ingestion/batches.hpp"
#include "http/core/router.hpp"

namespace insightflow::http {

// ports is looked at when a request comes, and must outlive the router.
void add_batches(Router& router, const BatchPorts* ports);

}  // namespace insightflow::http
