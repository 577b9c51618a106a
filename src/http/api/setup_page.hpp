// GET /setup: the page on which the first owner is made. It holds nothing of the installation.
#pragma once

#include "http/core/router.hpp"

namespace insightflow::http {

void add_setup_page(Router& router);

}  // namespace insightflow::http
