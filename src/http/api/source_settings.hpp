// /api/v1/data/sources: what batches of a source take where they do not say it themselves.
#pragma once

#include "application/ingestion/source_settings.hpp"
#include "http/core/router.hpp"

namespace insightflow::http {

// ports are looked at when a request comes, and must outlive the router.
void add_source_settings(Router& router, const SourceSettingPorts* ports);

}  // namespace insightflow::http
