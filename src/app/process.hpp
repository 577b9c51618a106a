// The process's own clock.
#pragma once

#include "domain/base/ids.hpp"

namespace insightflow::app {

Timestamp now();

}  // namespace insightflow::app
