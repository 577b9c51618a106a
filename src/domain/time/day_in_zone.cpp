#include "domain/time/day_in_zone.hpp"

#include <date/tz.h>

namespace insightflow {

Day day_in_zone(Timestamp time, std::string_view zone) {
    const auto local = date::locate_zone(zone)->to_local(time);
    return Day{std::chrono::floor<std::chrono::days>(local.time_since_epoch())};
}

}  // namespace insightflow
