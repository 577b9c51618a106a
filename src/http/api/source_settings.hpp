// /api/v1/data/sources: what batches of a source take where they do not say it themselves.
#pragma once

#include "application/ingestion/source_setting_store.hpp"
#include "http/core/router.hpp"

namespace insightflow::http {

// store is looked at when a request comes, and must outlive the router.
void add_source_settings(Router& router, SourceSettingStore* store);

}  // namespace insightflow::http
