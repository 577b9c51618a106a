// What whoever watches over the server asks: is it alive, and should it get requests. Open, answered on the
// I/O thread, and under no limit of requests.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "http/core/router.hpp"

namespace insightflow::http {

// Reasons why the application is not ready; none: it is. Must not block; any thread.
using NotReady = std::function<std::vector<std::string>()>;

// Adds /healthz and /readyz. not_ready may be empty: then only the drain is a reason.
void add_probes(Router& router, NotReady not_ready);

}  // namespace insightflow::http
