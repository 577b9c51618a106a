// GET /api/v1/data/changes: what changed between two commits, and which batches did it.
#pragma once

#include "application/analytics/changes.hpp"
#include "http/core/router.hpp"

namespace insightflow::http {

// The pointers are looked at when a request comes, and must outlive the router.
struct ChangesServices {
    ChangeStore* changes = nullptr;
    FactStore* facts = nullptr;
    AsOf as_of{};
};

void add_changes(Router& router, ChangesServices services);

}  // namespace insightflow::http
