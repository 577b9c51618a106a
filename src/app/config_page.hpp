// docs/configuration.md, printed from the table of settings.
#pragma once

#include <string>

namespace insightflow::app {

std::string configuration_page();

}  // namespace insightflow::app
