// GET /api/v1/data/quality: how far the stored data can be trusted.
#pragma once

#include "application/analytics/quality_board.hpp"
#include "http/core/router.hpp"

namespace insightflow::http {

// The board is looked at when a request comes, and must outlive the router.
void add_quality(Router& router, QualityBoard* board);

}  // namespace insightflow::http
