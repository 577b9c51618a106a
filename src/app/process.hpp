// The process's own clock and environment.
#pragma once

#include <optional>
#include <string>

#include "domain/base/ids.hpp"

namespace insightflow::app {

Timestamp now();
std::optional<std::string> environment_variable(const std::string& name);

}  // namespace insightflow::app
