// Route: what would become of a batch, without storing anything.
#pragma once

#include "application/ingestion/preview_batch.hpp"
#include "http/core/router.hpp"

namespace insightflow::http {

void add_preview(Router& router, BatchPreviewer* previewer);

}  // namespace insightflow::http
