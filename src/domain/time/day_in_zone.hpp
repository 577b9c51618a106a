// Which day it is, where.
#pragma once

#include <string_view>

#include "domain/base/ids.hpp"
#include "domain/time/day.hpp"

namespace insightflow {

// The date on the wall's clock of the zone, an IANA name.
Day day_in_zone(Timestamp time, std::string_view zone);

// The last microsecond of that date there.
Timestamp end_of_day(Day day, std::string_view zone);

}  // namespace insightflow
